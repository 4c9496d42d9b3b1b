#include "integrations/providers/aws_ending.h"

#include <utility>

#include "integrations/providers/aws_sessions.h"

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Step;
using provider::StepHandler;

Step not_sent(std::string reason) {
    return {.state = Step::State::not_sent, .reason = std::move(reason)};
}

AwsCall key_call(std::string_view action, std::string_view key_id, std::string_view user_name) {
    AwsCall call{AwsService::iam, std::string(action), {{"AccessKeyId", std::string(key_id)}}};
    // Left out, IAM takes the user that signs: a key that ends itself.
    if (!user_name.empty()) call.fields.emplace_back("UserName", user_name);
    return call;
}

/// Inactive, and where the order asks for it deleted.
class EndingKey : public std::enable_shared_from_this<EndingKey> {
  public:
    EndingKey(std::shared_ptr<AwsCaller> caller, AwsAdminPointer admin, EndingOrder order,
              StepHandler handler)
        : caller_(std::move(caller)),
          admin_(std::move(admin)),
          order_(std::move(order)),
          handler_(std::move(handler)) {}

    void start() {
        const auto owner = principal_from(order_.binding.owner);
        if (!owner || owner->kind != PrincipalKind::user) {
            return handler_(not_sent("whose key it is was not told"));
        }
        owner_ = *owner;
        if (admin_ == nullptr) return by_itself("no administrator is configured");
        admin_->identify([self = shared_from_this()](const Told<CallerIdentity>& told) {
            self->hear_admin(told);
        });
    }

  private:
    void hear_admin(const Told<CallerIdentity>& told) {
        if (!told.value) {
            return handler_(
                not_sent("the administrator's own key was not accepted: " + told.reason));
        }
        if (told.value->principal.account != owner_.account) {
            return by_itself("the administrator is of another account");
        }
        acting_ = admin_->keys();
        user_name_ = owner_.name;
        deactivate();
    }

    void by_itself(const std::string& why) {
        if (order_.subject.keys == nullptr) {
            return handler_(not_sent(why + ", and the key's secret is not known"));
        }
        acting_ = order_.subject.keys;
        deactivate();
    }

    void deactivate() {
        tell(*caller_, acting_, deactivate_call(order_.binding.id, user_name_),
             [self = shared_from_this()](const Told<Done>& told) { self->hear_inactive(told); });
    }

    void hear_inactive(const Told<Done>& told) {
        Step step = step_of(told);
        const bool wants_more =
            order_.ending == KeyEnding::remove && step.state == Step::State::accepted;
        if (!wants_more) return handler_(std::move(step));
        if (user_name_.empty()) {
            step.reason = "Inactive; a key that made itself inactive cannot delete itself";
            return handler_(std::move(step));
        }
        tell(*caller_, acting_, delete_call(order_.binding.id, user_name_),
             [self = shared_from_this()](const Told<Done>& deleted) {
                 self->hear_deleted(deleted);
             });
    }

    void hear_deleted(const Told<Done>& told) {
        Step step = step_of(told);
        if (step.state != Step::State::accepted && step.state != Step::State::already_gone) {
            step.reason = "Inactive, but not deleted: " + step.reason;
        }
        handler_(std::move(step));
    }

    std::shared_ptr<AwsCaller> caller_;
    AwsAdminPointer admin_;
    EndingOrder order_;
    StepHandler handler_;
    Principal owner_;
    AwsKeysPointer acting_;
    std::string user_name_;  // empty: the key ends itself
};

}  // namespace

std::string objection_to(const EndingOrder& order, const AwsKeys* administrator) {
    if (order.binding.state != Binding::State::bound || order.binding.id.empty()) {
        return "it is not bound to an id";
    }
    const bool is_key = order.subject.kind == AwsKind::access_key;
    if (is_key && order.binding.id != order.subject.key_id) {
        return "it was bound to another key: needs a person";
    }
    if (administrator != nullptr && order.subject.key_id == administrator->id) {
        return "it is the administrator's own key, which this program never ends";
    }
    return {};
}

AwsCall deactivate_call(std::string_view key_id, std::string_view user_name) {
    AwsCall call = key_call("UpdateAccessKey", key_id, user_name);
    call.fields.emplace_back("Status", "Inactive");
    return call;
}

AwsCall delete_call(std::string_view key_id, std::string_view user_name) {
    return key_call("DeleteAccessKey", key_id, user_name);
}

AwsCall deny_call(std::string_view role, core::Instant before) {
    return {AwsService::iam,
            "PutRolePolicy",
            {{"RoleName", std::string(role)},
             {"PolicyName", std::string(kDenyPolicyName)},
             {"PolicyDocument", deny_policy(before)}}};
}

Step step_of(const Told<Done>& told) {
    const int status = told.evidence.status;
    // Any other answer to an error of ours; a throttled one was not carried out, but who knows.
    const bool is_refused = status >= 400 && status < 500 && told.detail != Detail::throttled;
    Step step{.state = Step::State::unclear, .reason = told.reason, .evidence = told.evidence};
    if (told.value) {
        step.state = Step::State::accepted;
    } else if (!told.was_sent) {
        step.state = Step::State::not_sent;
    } else if (told.is_no_such_entity) {
        step.state = Step::State::already_gone;
    } else if (is_refused) {
        step.state = Step::State::refused;
    }
    return step;
}

void end_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
             EndingOrder order, StepHandler handler) {
    std::make_shared<EndingKey>(caller, admin, std::move(order), std::move(handler))->start();
}

void end_sessions(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                  const EndingOrder& order, StepHandler handler) {
    if (admin == nullptr) {
        return handler(
            not_sent("a role's sessions are denied by an administrator: none is "
                     "configured"));
    }
    const auto session = principal_from(order.binding.owner);
    if (!session || session->kind != PrincipalKind::assumed_role) {
        return handler(not_sent("which role it is of was not told"));
    }
    admin->identify([caller, admin, session = *session,
                     handler = std::move(handler)](const Told<CallerIdentity>& told) {
        if (!told.value) {
            return handler(
                not_sent("the administrator's own key was not accepted: " + told.reason));
        }
        if (told.value->principal.account != session.account) {
            return handler(not_sent("the administrator is of another account"));
        }
        tell(*caller, admin->keys(), deny_call(session.name, caller->server_now()),
             [handler](const Told<Done>& done) { handler(step_of(done)); });
    });
}

}  // namespace curfew::providers
