#include "integrations/cli/revocation_plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "scanner/provider/minting_order.h"
#include "scanner/verification/credential_of.h"

namespace curfew::cli {
namespace {

using provider::EndingOrder;
using provider::Facts;
using report::Finding;

bool holds(const std::vector<std::string>& list, const std::string& name) {
    return !name.empty() && std::ranges::find(list, name) != list.end();
}

/// Parts that say where it opens something, not whose it is.
bool is_address(std::string_view part) {
    constexpr std::array<std::string_view, 4> kNames{"database", "host", "port", "scheme"};
    return std::ranges::find(kNames, part) != kNames.end();
}

/// The public parts of a credential: its user, its account, the id of its key.
bool has_part(const Finding& finding, const std::string& value) {
    return !value.empty() &&
           std::ranges::any_of(finding.parts, [&value](const report::FindingPart& part) {
               return !part.fingerprint && !is_address(part.name) && part.value == value;
           });
}

bool is_whose(const Finding& finding, const std::string& name) {
    return finding.owner.account == name || finding.owner.name == name || has_part(finding, name);
}

/// The configuration's word on who serves this credential; null: it has none.
const provider::ProviderAccess* access_for(const Finding& finding, const Facts& facts,
                                           const Planner& planner) {
    const std::string& own = finding.signature->provider_id;
    return planner.access.of(facts.settings_id.empty() ? own : facts.settings_id);
}

/// What the configuration says about this credential, as far as it is known before asking.
std::string protection_of(const Finding& finding, const Facts& facts, const Planner& planner) {
    const ProtectedLists& lists = planner.settings.protection;
    if (holds(lists.fingerprints, finding.fingerprint.text())) {
        return "[protected] lists its fingerprint";
    }
    for (const std::string& owner : lists.owners) {
        if (is_whose(finding, owner)) return "[protected] lists its owner, " + owner;
    }
    for (const std::string& account : lists.accounts) {
        if (is_whose(finding, account)) return "[protected] lists its account, " + account;
    }
    // Whoever shares our administrator's user or key ends with it.
    const auto* access = access_for(finding, facts, planner);
    if (access == nullptr || access->admin.empty()) return {};
    for (const auto& [key, value] : access->settings) {
        if (key.starts_with("admin_") && has_part(finding, value)) {
            return "it is the administrator's own of this configuration (" + key + ")";
        }
    }
    return {};
}

std::set<std::string, std::less<>> protected_owners(const ProtectedLists& lists) {
    std::set<std::string, std::less<>> owners(lists.owners.begin(), lists.owners.end());
    owners.insert(lists.accounts.begin(), lists.accounts.end());
    return owners;
}

bool is_bait(const Finding& finding, const VerifySettings& verify) {
    return finding.verdict.detail == "canary" || holds(verify.canaries, finding.owner.account);
}

/// Kinds that make new ones of this kind.
std::vector<std::string> minters_of(const rules::Signature& signature,
                                    const rules::Catalog& catalog) {
    std::vector<std::string> names;
    for (const rules::Signature& other : catalog.signatures()) {
        const auto& mints = other.mints;
        const bool does = std::ranges::find(mints, signature.id.value) != mints.end();
        if (does && other.id.value != signature.id.value) names.push_back(other.name);
    }
    return names;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::vector<std::string> cautions_of(const Finding& finding, const Facts& facts,
                                     const Planner& planner) {
    std::vector<std::string> cautions;
    const auto minters = minters_of(*finding.signature, planner.catalog);
    if (!minters.empty()) {
        cautions.push_back("new ones are made by: " + joined(minters) +
                           "; as long as one of those is out, ending this one is not enough");
    }
    const auto* access = access_for(finding, facts, planner);
    const bool has_admin = access != nullptr && !access->admin.empty();
    if (facts.needs_admin && !has_admin) {
        cautions.push_back(
            "ending it needs an administrator's credential; none is configured "
            "([provider." +
            (facts.settings_id.empty() ? finding.signature->provider_id : facts.settings_id) +
            "] admin)");
    }
    const ProtectedLists& lists = planner.settings.protection;
    const bool has_owner_lists = !lists.owners.empty() || !lists.accounts.empty();
    if (has_owner_lists && finding.owner.is_empty()) {
        cautions.push_back(
            "its owner is not known yet; it is compared with [protected] when its "
            "provider names it");
    }
    if (!facts.is_askable && facts.can_end) {
        cautions.push_back(
            "nobody can be asked whether it is live; its end is proven only where "
            "it is looked up");
    }
    return cautions;
}

std::string with_way_out(std::string objection, provider::Width width, const EndingOrder& order) {
    const bool is_for_width = width > order.allowed && objection.ends_with("which was not allowed");
    if (!is_for_width) return objection;
    return objection + "; --allow " + std::string(name_of(width)) + " allows it";
}

EndingPlan plan_of(const Finding& finding, const Planner& planner) {
    const provider::Provider& speaker = planner.providers.of(*finding.signature);
    const EndingOrder order = order_of(finding, planner);
    EndingPlan plan;
    plan.facts = speaker.facts_of(order.credential);
    plan.width = provider::width_of(plan.facts);
    const auto* access = access_for(finding, plan.facts, planner);
    plan.is_admin_configured = access != nullptr && !access->admin.empty();
    const auto question = speaker.explain_question(order.credential);
    if (question.has_value()) plan.question = question.value();
    const auto request = speaker.explain_ending(order.credential, {});
    if (request.has_value()) plan.request = request.value();
    auto objection = provider::objection_to(order, plan.facts, planner.access);
    if (objection) plan.objection = with_way_out(std::move(*objection), plan.width, order);
    if (!plan.objection && !request.has_value()) {
        plan.objection = "what would end it cannot be put together: " + request.error().message();
    }
    plan.cautions = cautions_of(finding, plan.facts, planner);
    return plan;
}

}  // namespace

EndingOrder order_of(const Finding& finding, const Planner& planner) {
    EndingOrder order;
    order.credential = verification::credential_of(finding);
    order.credential.is_canary = is_bait(finding, planner.settings.verify);
    order.fingerprint = finding.fingerprint.text();
    const Facts facts = planner.providers.of(*finding.signature).facts_of(order.credential);
    order.protection = protection_of(finding, facts, planner);
    order.protected_owners = protected_owners(planner.settings.protection);
    order.allowed = planner.allowed;
    order.patience = planner.patience;
    return order;
}

void plan_all(std::vector<RevocationItem>& items, const Planner& planner) {
    std::vector<const rules::Signature*> signatures;
    signatures.reserve(items.size());
    for (const RevocationItem& item : items) signatures.push_back(item.finding.signature);
    const std::vector<unsigned> rounds = provider::minting_rounds(signatures, planner.catalog);
    for (std::size_t at = 0; at < items.size(); ++at) {
        items[at].plan = plan_of(items[at].finding, planner);
        items[at].plan.round = rounds[at];
    }
    std::ranges::stable_sort(items, {}, [](const RevocationItem& item) { return item.plan.round; });
}

}  // namespace curfew::cli
