#include "scanner/provider/revoker.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "scanner/provider/ending_course.h"

namespace curfew::provider {
namespace {

bool is_admin_of_ours(const Credential& credential, const Access& access) {
    return std::ranges::any_of(access.providers, [&credential](const auto& provider) {
        const core::SecretString& admin = provider.second.admin;
        return !admin.empty() && admin.equals_in_constant_time(credential.secret);
    });
}

std::string hit_by(const Facts& facts) {
    return facts.blast_radius.empty() ? "more than itself" : facts.blast_radius;
}

}  // namespace

Width width_of(const Facts& facts) {
    using rules::Revocability;
    const bool is_wide = facts.revocability == Revocability::principal_wide ||
                         facts.revocability == Revocability::scoped_deny;
    if (is_wide) return Width::principal;
    const bool is_alone = facts.blast_radius.empty() || facts.blast_radius.starts_with("this ");
    return is_alone ? Width::itself : Width::bystanders;
}

std::optional<std::string> objection_to(const EndingOrder& order, const Facts& facts,
                                        const Access& access) {
    if (is_admin_of_ours(order.credential, access)) {
        return "it is an administrator's credential of this configuration, which is protected";
    }
    if (!order.protection.empty()) return "it is protected: " + order.protection;
    if (order.credential.is_canary && !access.touches_canaries) {
        return "the account is known bait; it is never touched";
    }
    if (facts.revocability == rules::Revocability::expiry_only) {
        return "it cannot be taken back; it ends by its own time" +
               (facts.note.empty() ? "" : ": " + facts.note);
    }
    if (!facts.can_end) {
        const std::string& where = facts.page.empty() ? facts.note : facts.page;
        return "no request ends it; needs a person" + (where.empty() ? "" : ": " + where);
    }
    if (width_of(facts) > order.allowed) {
        return "ending it would end " + hit_by(facts) + ", which was not allowed";
    }
    return std::nullopt;
}

Revoker::Revoker(const Surroundings& surroundings) : surroundings_(surroundings) {}

void Revoker::end(EndingOrder order, EndingHandler handler) {
    auto course =
        std::make_shared<EndingCourse>(surroundings_, std::move(order), std::move(handler));
    surroundings_.strand.run_after(core::Duration::zero(), [course] { course->begin(); });
}

}  // namespace curfew::provider
