#include "integrations/providers/aws_sessions.h"

#include <utility>

#include <boost/json.hpp>
#include <fmt/core.h>

#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::Instant;
using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;

constexpr std::size_t kPolicyMax = 16U << 10U;  // IAM allows a role 10,240 signs of inline policies

// "*", or ["*"].
bool is_everything(const json::value* value) {
    if (value == nullptr) return false;
    if (const auto* text = value->if_string()) return *text == "*";
    const auto* list = value->if_array();
    return list != nullptr && list->size() == 1 && list->front().is_string() &&
           list->front().get_string() == "*";
}

std::optional<Instant> instant_of(const json::value& policy) {
    boost::system::error_code none;
    const json::value* statement = policy.find_pointer("/Statement/0", none);
    if (statement == nullptr) statement = policy.find_pointer("/Statement", none);
    const auto* fields = statement == nullptr ? nullptr : statement->if_object();
    if (fields == nullptr) return std::nullopt;
    const json::value* effect = fields->if_contains("Effect");
    const bool denies_all = effect != nullptr && *effect == "Deny" &&
                            is_everything(fields->if_contains("Action")) &&
                            is_everything(fields->if_contains("Resource"));
    if (!denies_all) return std::nullopt;
    const json::value* moment =
        statement->find_pointer("/Condition/DateLessThan/aws:TokenIssueTime", none);
    const auto* conditions = fields->if_contains("Condition");
    const bool is_only_condition =
        conditions != nullptr && conditions->is_object() && conditions->get_object().size() == 1;
    if (moment == nullptr || !moment->is_string() || !is_only_condition) return std::nullopt;
    auto instant = core::parse_instant(moment->get_string());
    return instant.has_value() ? std::optional(instant.value()) : std::nullopt;
}

/// The session's own answer, then something it is refused when the deny works, then the role's
/// policy.
class Looking : public std::enable_shared_from_this<Looking> {
  public:
    Looking(std::shared_ptr<AwsCaller> caller, AwsAdminPointer admin, AwsKeysPointer session,
            std::string role, std::function<void(SessionView)> handler)
        : caller_(std::move(caller)),
          admin_(std::move(admin)),
          session_(std::move(session)),
          role_(std::move(role)),
          handler_(std::move(handler)) {}

    void start() {
        ask_identity(*caller_, session_, [self = shared_from_this()](Told<CallerIdentity> told) {
            self->view_.evidence.push_back(told.evidence);
            self->view_.own = std::move(told);
            self->ask_something();
        });
    }

  private:
    // GetCallerIdentity is answered whatever a policy denies, so another question is put. This one
    // reads a name and changes nothing.
    void ask_something() {
        if (!view_.own.value) return finish();
        tell(*caller_, session_, {AwsService::iam, "ListAccountAliases"},
             [self = shared_from_this()](const Told<Done>& told) {
                 self->view_.evidence.push_back(told.evidence);
                 self->view_.is_denied = told.is_explicit_deny;
                 self->view_.is_allowed = told.value.has_value();
                 self->view_.denied_reason = told.value ? "it is still allowed" : told.reason;
                 self->ask_role();
             });
    }

    void ask_role() {
        if (admin_ == nullptr || role_.empty()) return finish();
        ask(*caller_, admin_->keys(),
            {AwsService::iam,
             "GetRolePolicy",
             {{"RoleName", role_}, {"PolicyName", std::string(kDenyPolicyName)}}},
            [self = shared_from_this()](const Told<Done>& told, const XmlDocument* document) {
                self->view_.evidence.push_back(told.evidence);
                self->view_.has_no_deny = told.is_no_such_entity;
                if (document != nullptr) {
                    self->view_.denied_before =
                        denied_before(document->text("GetRolePolicyResult/PolicyDocument"));
                }
                self->finish();
            });
    }

    void finish() { handler_(std::move(view_)); }

    std::shared_ptr<AwsCaller> caller_;
    AwsAdminPointer admin_;
    AwsKeysPointer session_;
    std::string role_;
    std::function<void(SessionView)> handler_;
    SessionView view_;
};

}  // namespace

std::string deny_policy(Instant before) {
    return json::serialize(json::object{
        {"Version", "2012-10-17"},
        {"Statement", json::array{json::object{
                          {"Effect", "Deny"},
                          {"Action", json::array{"*"}},
                          {"Resource", json::array{"*"}},
                          {"Condition", json::object{{"DateLessThan",
                                                      json::object{{"aws:TokenIssueTime",
                                                                    core::to_text(before)}}}}}}}}});
}

std::optional<Instant> denied_before(std::string_view document) {
    if (document.size() > kPolicyMax) return std::nullopt;
    boost::system::error_code problem;
    const json::value policy = json::parse(lifetime::percent_decoded(document), problem);
    return problem ? std::nullopt : instant_of(policy);
}

void look_at_session(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                     AwsKeysPointer session, std::string role,
                     std::function<void(SessionView)> handler) {
    std::make_shared<Looking>(caller, admin, std::move(session), std::move(role),
                              std::move(handler))
        ->start();
}

Inspection inspection_of(const Told<CallerIdentity>& own) {
    Inspection inspection;
    inspection.detail = own.detail;
    inspection.reason = own.reason;
    inspection.evidence = own.evidence;
    if (own.value) {
        inspection.owner = own.value->principal.arn;
        inspection.id = own.value->user_id;
    }
    return inspection;
}

Binding binding_of(const Told<CallerIdentity>& own) {
    Binding binding;
    binding.evidence = own.evidence;
    binding.state = Binding::State::unclear;
    if (!own.value) {
        binding.reason = "which role it is of is told to a live session only: " + own.reason;
        return binding;
    }
    const Principal& principal = own.value->principal;
    binding.owner = principal.arn;
    binding.state = Binding::State::impossible;
    if (principal.kind != PrincipalKind::assumed_role) {
        binding.reason = "it is a session of no role; deny it on its user: needs a person";
        return binding;
    }
    if (is_amazons_own_role(principal.name)) {
        binding.reason = "Amazon alone may change the policies of this role: needs a person";
        return binding;
    }
    binding.state = Binding::State::bound;
    binding.id = own.value->user_id;
    binding.how = "self";
    return binding;
}

Proof proof_of(const SessionView& view) {
    Proof proof;
    proof.evidence = view.evidence;
    if (view.own.detail == Detail::expired) {
        proof.state = Proof::State::dead;
        proof.reason = "GetCallerIdentity: the session is over";
        return proof;
    }
    if (!view.own.value) {
        proof.reason = view.own.reason;
        return proof;
    }
    if (view.is_denied && view.denied_before) {
        proof.state = Proof::State::dead;
        proof.reason = fmt::format(
            "refused by an explicit deny; the role denies all sessions "
            "issued before {}",
            core::to_text(*view.denied_before));
        return proof;
    }
    if (view.is_allowed || view.has_no_deny) proof.state = Proof::State::alive;
    const std::string_view role =
        view.denied_before ? "the deny stands at the role" : "no deny was seen at the role";
    proof.reason = fmt::format("GetCallerIdentity accepts it; {}; asked something else: {}", role,
                               view.denied_reason);
    return proof;
}

}  // namespace curfew::providers
