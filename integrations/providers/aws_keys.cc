#include "integrations/providers/aws_keys.h"

#include <utility>

#include <fmt/core.h>

namespace curfew::providers {
namespace {

using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;

constexpr std::string_view kNotAccepted = "InvalidClientTokenId";

/// Asks one thing after the other. The last use comes before the key's own question, which is a use
/// itself.
class Looking : public std::enable_shared_from_this<Looking> {
  public:
    Looking(std::shared_ptr<AwsCaller> caller, AwsAdminPointer admin, KeyToLookAt key,
            std::function<void(KeyView)> handler)
        : caller_(std::move(caller)),
          admin_(std::move(admin)),
          key_(std::move(key)),
          handler_(std::move(handler)) {
        view_.id = key_.id;
        view_.has_secret = key_.keys != nullptr;
        view_.has_admin = admin_ != nullptr;
        view_.iam_reason =
            admin_ == nullptr ? "no administrator is configured" : "IAM was not asked about it";
    }

    void start() {
        if (admin_ == nullptr) return ask_key();
        admin_->identify([self = shared_from_this()](Told<CallerIdentity> told) {
            self->hear_admin(std::move(told));
        });
    }

  private:
    void hear_admin(Told<CallerIdentity> told) {
        if (!told.value) {
            note_iam("the administrator's own key was not accepted: " + told.reason, told.evidence);
            return ask_key();
        }
        administrator_ = std::move(told.value->principal);
        ask_key_use(
            *caller_, admin_->keys(), key_.id,
            [self = shared_from_this()](Told<KeyUse> use) { self->hear_use(std::move(use)); });
    }

    void hear_use(Told<KeyUse> told) {
        view_.evidence.push_back(told.evidence);
        if (told.value) view_.use = std::move(told.value);
        else view_.iam_reason = "IAM does not tell whose key it is: " + told.reason;
        ask_key();
    }

    void ask_key() {
        if (!view_.has_secret) return ask_listing();
        ask_identity(*caller_, key_.keys, [self = shared_from_this()](Told<CallerIdentity> told) {
            self->hear_key(std::move(told));
        });
    }

    void hear_key(Told<CallerIdentity> told) {
        view_.evidence.push_back(told.evidence);
        if (told.value) view_.owner = told.value->principal.arn;
        const bool goes_on = told.value || told.evidence.mark == kNotAccepted;
        view_.own = std::move(told);
        if (!goes_on) return finish();
        ask_listing();
    }

    void ask_listing() {
        const std::optional<Principal> user = owner();
        if (!user) return finish();
        if (view_.owner.empty()) view_.owner = user->arn;
        list_keys(*caller_, admin_->keys(), user->name,
                  [self = shared_from_this()](Told<KeyListing> told) {
                      self->hear_listing(std::move(told));
                  });
    }

    // The user whose keys are to be listed, of the administrator's account. Nothing: nobody knows,
    // or two differ.
    std::optional<Principal> owner() {
        if (!administrator_) return std::nullopt;
        std::optional<Principal> own;
        if (view_.own && view_.own->value) own = view_.own->value->principal;
        if (!own) own = principal_from(key_.owner);
        if (own && own->account != administrator_->account) {
            view_.iam_reason = "the administrator is of another account";
            return std::nullopt;
        }
        if (own && own->kind != PrincipalKind::user) return std::nullopt;
        if (!view_.use) return own;
        if (own && own->name != view_.use->user_name) {
            view_.do_owners_differ = true;
            return std::nullopt;
        }
        if (own) return own;
        return principal_from(user_arn(caller_->endpoints().partition, administrator_->account,
                                       view_.use->user_name));
    }

    void hear_listing(Told<KeyListing> told) {
        note_iam(told.reason, told.evidence);
        if (told.is_no_such_entity) {
            // A user who has keys cannot be deleted.
            view_.iam = IamWord::absent;
        } else if (told.value) {
            view_.iam = told.value->word_on(key_.id);
            if (const AccessKey* key = told.value->find(key_.id))
                view_.created_at = key->created_at;
            if (view_.iam == IamWord::unknown) view_.iam_reason = "IAM's listing is not conclusive";
        }
        finish();
    }

    void note_iam(std::string reason, const provider::Evidence& evidence) {
        view_.iam_reason = std::move(reason);
        view_.evidence.push_back(evidence);
    }

    void finish() { handler_(std::move(view_)); }

    std::shared_ptr<AwsCaller> caller_;
    AwsAdminPointer admin_;
    KeyToLookAt key_;
    std::function<void(KeyView)> handler_;
    KeyView view_;
    std::optional<Principal> administrator_;
};

std::string_view text_of(IamWord word) {
    switch (word) {
        case IamWord::unknown:
            return "unknown";
        case IamWord::active:
            return "Active";
        case IamWord::inactive:
            return "Inactive";
        case IamWord::absent:
            return "gone";
    }
    return "unknown";
}

bool is_live(const KeyView& view) {
    return view.own && verdict_of(view.own->detail, false) == provider::Verdict::live;
}

bool is_not_accepted(const KeyView& view) {
    return view.own && view.own->detail == Detail::refused &&
           view.own->evidence.mark == kNotAccepted;
}

bool is_ended(IamWord word) {
    return word == IamWord::inactive || word == IamWord::absent;
}

std::string use_text(const KeyView& view) {
    if (!view.use) return {};
    if (!view.use->at) return "never used as far as IAM remembers";
    return fmt::format("last used {} ({}, {})", core::to_text(*view.use->at), view.use->service,
                       view.use->region);
}

void add(std::string& text, std::string_view more) {
    if (more.empty()) return;
    if (!text.empty()) text += "; ";
    text += more;
}

// What an administrator's listing makes of a key that itself was refused, or could not be asked.
Detail detail_by(IamWord word, Detail otherwise) {
    switch (word) {
        case IamWord::unknown:
        case IamWord::active:
            return otherwise;
        case IamWord::inactive:
            return Detail::disabled;
        case IamWord::absent:
            return Detail::revoked;
    }
    return otherwise;
}

void judge_by_iam_alone(const KeyView& view, Inspection& inspection) {
    if (!view.has_admin) {
        inspection.detail = Detail::not_askable;
        inspection.reason = "its secret is not known, and no administrator is configured";
        return;
    }
    const Detail otherwise = view.iam == IamWord::active ? Detail::live : Detail::unclear;
    inspection.detail = detail_by(view.iam, otherwise);
}

}  // namespace

AwsAdmin::AwsAdmin(std::shared_ptr<AwsCaller> caller, AwsKeysPointer keys)
    : caller_(std::move(caller)), keys_(std::move(keys)) {}

void AwsAdmin::identify(Telling<CallerIdentity> handler) {
    Told<CallerIdentity> told;
    {
        const std::scoped_lock lock(mutex_);
        told.value = known_;
    }
    if (told.value) return handler(std::move(told));
    ask_identity(
        *caller_, keys_,
        [self = shared_from_this(), handler = std::move(handler)](Told<CallerIdentity> answer) {
            self->note(answer.value);
            handler(std::move(answer));
        });
}

void AwsAdmin::note(const std::optional<CallerIdentity>& identity) {
    if (!identity) return;
    const std::scoped_lock lock(mutex_);
    known_ = identity;
}

void look_at_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                 KeyToLookAt key, std::function<void(KeyView)> handler) {
    std::make_shared<Looking>(caller, admin, std::move(key), std::move(handler))->start();
}

Inspection inspection_of(const KeyView& view) {
    Inspection inspection;
    inspection.owner = view.owner;
    inspection.id = view.id;
    if (!view.evidence.empty()) inspection.evidence = view.evidence.back();
    if (view.created_at) {
        inspection.issued_at = core::Known{*view.created_at, core::Evidence::provider};
    }
    if (view.own) {
        inspection.evidence = view.own->evidence;
        inspection.detail = view.own->detail;
        inspection.reason = view.own->reason;
    } else {
        judge_by_iam_alone(view, inspection);
    }
    if (is_not_accepted(view)) inspection.detail = detail_by(view.iam, Detail::refused);
    if (view.iam != IamWord::unknown) {
        inspection.evidence.mark += fmt::format(", IAM: {}", text_of(view.iam));
        add(inspection.reason, fmt::format("IAM says {}", text_of(view.iam)));
    } else if (view.has_admin && !view.iam_reason.empty()) {
        add(inspection.reason, view.iam_reason);
    }
    if (view.do_owners_differ) add(inspection.reason, "IAM and the key name different owners");
    add(inspection.reason, use_text(view));
    // An access key has no end of its own.
    if (provider::verdict_of(inspection.detail, false) == provider::Verdict::live) {
        inspection.expires_at = core::Never{core::Evidence::catalogue};
    }
    return inspection;
}

Binding binding_of(const KeyView& view) {
    Binding binding;
    binding.owner = view.owner;
    if (!view.evidence.empty()) binding.evidence = view.evidence.back();
    const auto without = [&binding](Binding::State state, std::string reason) {
        binding.state = state;
        binding.reason = std::move(reason);
        return binding;
    };
    if (view.do_owners_differ) {
        return without(Binding::State::ambiguous,
                       "IAM and the key itself name different owners: needs a person");
    }
    if (view.own && view.own->detail == Detail::refused && !is_not_accepted(view)) {
        return without(Binding::State::ambiguous,
                       "the secret is not the one of this key id: needs a person");
    }
    const auto principal = principal_from(view.owner);
    if (principal && principal->kind == PrincipalKind::root) {
        return without(Binding::State::impossible,
                       "a root key is ended by the root user alone: needs a person");
    }
    if (view.iam == IamWord::absent) {
        return without(Binding::State::not_found, "IAM lists its owner's keys, and not this one");
    }
    const bool is_listed = view.iam == IamWord::active || view.iam == IamWord::inactive;
    const bool is_own = is_live(view) && principal && principal->kind == PrincipalKind::user;
    if (!is_listed && !is_own) {
        const std::string& why = view.own && !view.own->value && !is_not_accepted(view)
                                     ? view.own->reason
                                     : view.iam_reason;
        return without(Binding::State::unclear, "whose key it is was not told: " + why);
    }
    binding.state = Binding::State::bound;
    binding.id = view.id;
    binding.how = is_listed ? "embedded, and in IAM's listing of its owner"
                            : "embedded, and named by the key itself";
    return binding;
}

Proof proof_of(const KeyView& view, bool was_live) {
    Proof proof;
    proof.evidence = view.evidence;
    const std::string iam = view.iam == IamWord::unknown
                                ? "IAM does not say: " + view.iam_reason
                                : fmt::format("IAM says {}", text_of(view.iam));
    if (!view.has_secret) {
        if (is_ended(view.iam)) proof.state = Proof::State::dead;
        if (view.iam == IamWord::active) proof.state = Proof::State::alive;
        proof.reason = iam + "; its secret is not known, so the key itself was not tried";
        return proof;
    }
    if (is_live(view)) {
        proof.state = Proof::State::alive;
        proof.reason = "GetCallerIdentity still accepts it; " + iam;
        return proof;
    }
    if (!is_not_accepted(view)) {
        proof.reason = view.own ? view.own->reason : std::string("the key was not tried");
        return proof;
    }
    // Without an administrator the first fact is the earlier answer to the same question.
    const bool is_second_fact = is_ended(view.iam) || (!view.has_admin && was_live);
    if (is_second_fact) proof.state = Proof::State::dead;
    proof.reason = fmt::format("GetCallerIdentity: {}; {}{}", kNotAccepted, iam,
                               view.has_admin || !was_live ? "" : ", and it was live before");
    return proof;
}

}  // namespace curfew::providers
