#include "integrations/providers/aws_service_keys.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::providers {
namespace {

using core::Instant;
using provider::Binding;
using provider::Detail;
using provider::Inspection;
using provider::Proof;
using provider::Step;
using provider::StepHandler;

constexpr std::string_view kPrefix = "ABSK";
constexpr std::string_view kService = "bedrock.amazonaws.com";
constexpr std::string_view kResult = "ListServiceSpecificCredentialsResult";
constexpr std::size_t kAliasMax = 200;
constexpr std::size_t kKeyMax = 1024;

std::optional<Instant> instant_in(std::string_view text) {
    auto instant = core::parse_instant(text);
    return instant.has_value() ? std::optional(instant.value()) : std::nullopt;
}

// What IAM allows in a user's name, and the mark between it and what follows.
bool is_alias_letter(char letter) {
    return lifetime::is_base62(letter) ||
           std::string_view("+=,.@_-").find(letter) != std::string_view::npos;
}

/// One page after another.
class Paging : public std::enable_shared_from_this<Paging> {
  public:
    Paging(std::shared_ptr<AwsCaller> caller, AwsKeysPointer keys, std::string account,
           Telling<ServiceKeyListing> handler)
        : caller_(std::move(caller)), keys_(std::move(keys)), handler_(std::move(handler)) {
        listing_.account = std::move(account);
    }

    void next(std::string_view marker) {
        ++pages_;
        AwsCall call = list_service_keys_call();
        if (!marker.empty()) call.fields.emplace_back("Marker", marker);
        ask(*caller_, keys_, call,
            [self = shared_from_this()](const Told<Done>& done, const XmlDocument* document) {
                self->hear(done, document);
            });
    }

  private:
    void hear(const Told<Done>& done, const XmlDocument* document) {
        std::string marker;
        auto told = with_value<ServiceKeyListing>(done, document, [&](const XmlDocument& page) {
            marker = page.text(std::string(kResult) + "/Marker");
            return read(page);
        });
        const bool goes_on = told.value && !told.value->is_complete && !marker.empty();
        if (goes_on && pages_ < kPagesMax) return next(marker);
        handler_(std::move(told));
    }

    std::optional<ServiceKeyListing> read(const XmlDocument& page) {
        const std::string list = std::string(kResult) + "/ServiceSpecificCredentials";
        if (!page.has(list)) return std::nullopt;
        for (const XmlFields& fields : page.members(list)) {
            ServiceKey key{.id = std::string(field_of(fields, "ServiceSpecificCredentialId")),
                           .alias = std::string(field_of(fields, "ServiceCredentialAlias")),
                           .user = std::string(field_of(fields, "UserName")),
                           .word = word_in(field_of(fields, "Status")),
                           .created_at = instant_in(field_of(fields, "CreateDate")),
                           .expires_at = instant_in(field_of(fields, "ExpirationDate"))};
            // A listing with something in it that cannot be told apart lists nothing.
            if (key.id.empty() || key.user.empty()) return std::nullopt;
            listing_.keys.push_back(std::move(key));
        }
        listing_.is_complete = is_last_page(page, kResult);
        return listing_;
    }

    std::shared_ptr<AwsCaller> caller_;
    AwsKeysPointer keys_;
    Telling<ServiceKeyListing> handler_;
    ServiceKeyListing listing_;
    int pages_ = 0;
};

/// The only one that `fits`; how many fitted beside it.
template <typename Fits>
std::pair<const ServiceKey*, std::size_t> only_one(const ServiceKeyListing& listing, Fits fits) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(listing.keys, fits));
    const auto found = std::ranges::find_if(listing.keys, fits);
    return {count == 1 ? &*found : nullptr, count};
}

auto has_alias(std::string_view alias) {
    return [alias](const ServiceKey& key) { return key.alias == alias; };
}

AwsCall service_key_call(std::string_view action, std::string_view id, std::string_view user) {
    return {AwsService::iam,
            std::string(action),
            {{"ServiceSpecificCredentialId", std::string(id)}, {"UserName", std::string(user)}}};
}

Step not_sent(std::string reason) {
    return {.state = Step::State::not_sent, .reason = std::move(reason)};
}

void deactivate(AwsCaller& caller, const AwsKeysPointer& keys, const std::string& id,
                const std::string& user, Telling<Done> handler) {
    tell(caller, keys, deactivate_service_key_call(id, user), std::move(handler));
}

void set_window(const ServiceKey& key, Inspection& inspection) {
    if (key.created_at) {
        inspection.issued_at = core::Known{*key.created_at, core::Evidence::provider};
    }
    inspection.expires_at = core::Never{core::Evidence::provider};
    if (key.expires_at) {
        inspection.expires_at = core::Known{*key.expires_at, core::Evidence::provider};
    }
}

// What IAM's word means for a key with an end: Inactive after it is over.
Detail detail_of(const ServiceKey& key, Instant now) {
    if (key.expires_at && *key.expires_at <= now) return Detail::expired;
    if (key.word == IamWord::active) return Detail::live;
    return key.word == IamWord::inactive ? Detail::disabled : Detail::unclear;
}

}  // namespace

std::optional<std::string> alias_in(std::string_view key) {
    if (!key.starts_with(kPrefix) || key.size() > kKeyMax) return std::nullopt;
    auto text = lifetime::base64_decoded(key.substr(kPrefix.size()), lifetime::Alphabet::standard);
    if (!text) return std::nullopt;
    const std::size_t colon = text->find(':');
    std::optional<std::string> alias;
    if (colon != std::string::npos) alias = text->substr(0, colon);
    core::wipe_memory(text->data(), text->size());
    const bool is_alias = alias && !alias->empty() && alias->size() <= kAliasMax &&
                          lifetime::all_of(*alias, is_alias_letter);
    return is_alias ? alias : std::nullopt;
}

AwsCall list_service_keys_call() {
    return {AwsService::iam,
            "ListServiceSpecificCredentials",
            {{"ServiceName", std::string(kService)}, {"AllUsers", "true"}}};
}

AwsCall deactivate_service_key_call(std::string_view id, std::string_view user) {
    AwsCall call = service_key_call("UpdateServiceSpecificCredential", id, user);
    call.fields.emplace_back("Status", "Inactive");
    return call;
}

AwsCall delete_service_key_call(std::string_view id, std::string_view user) {
    return service_key_call("DeleteServiceSpecificCredential", id, user);
}

void ask_service_keys(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                      Telling<ServiceKeyListing> handler) {
    admin->identify([caller, keys = admin->keys(),
                     handler = std::move(handler)](Told<CallerIdentity> told) {
        if (!told.value) {
            told.reason = "the administrator's own key was not accepted: " + told.reason;
            return handler({.reason = told.reason, .evidence = told.evidence});
        }
        std::make_shared<Paging>(caller, keys, told.value->principal.account, handler)->next({});
    });
}

Inspection inspection_of(const Told<ServiceKeyListing>& told, std::string_view alias) {
    Inspection inspection;
    inspection.evidence = told.evidence;
    inspection.reason = told.reason;
    // Whatever the administrator is told of its own right says nothing of the key.
    inspection.detail = told.detail == Detail::throttled ? Detail::throttled : Detail::unclear;
    if (!told.value) return inspection;
    const auto [key, count] = only_one(*told.value, has_alias(alias));
    if (key == nullptr) {
        inspection.reason = count == 0 ? "IAM of this account lists no such key"
                                       : "IAM lists several keys of this name";
        return inspection;
    }
    inspection.detail = detail_of(*key, told.evidence.asked_at);
    inspection.reason = "by IAM's listing; the key itself is not asked, that would use a model";
    inspection.owner = key->user;
    inspection.id = key->id;
    set_window(*key, inspection);
    return inspection;
}

Binding binding_of(const Told<ServiceKeyListing>& told, std::string_view alias,
                   std::string_view partition) {
    Binding binding{.state = Binding::State::unclear, .reason = told.reason};
    binding.evidence = told.evidence;
    if (!told.value) return binding;
    const auto [key, count] = only_one(*told.value, has_alias(alias));
    if (key == nullptr && count > 0) {
        binding.state = Binding::State::ambiguous;
        binding.reason = "IAM lists several keys of this name: needs a person";
        return binding;
    }
    if (key == nullptr) {
        binding.reason = "IAM of this account lists no such key";
        return binding;
    }
    binding.state = Binding::State::bound;
    binding.id = key->id;
    binding.how = "the public half that stands in the key, in IAM's listing";
    binding.owner = user_arn(partition, told.value->account, key->user);
    return binding;
}

Proof proof_of(const Told<ServiceKeyListing>& told, const Binding& binding) {
    Proof proof;
    proof.evidence.push_back(told.evidence);
    proof.reason = told.reason;
    const auto owner = principal_from(binding.owner);
    if (!told.value || binding.id.empty() || !owner) return proof;
    if (owner->account != told.value->account) {
        proof.reason = "the administrator is of another account";
        return proof;
    }
    const auto [key, count] =
        only_one(*told.value, [&binding](const ServiceKey& one) { return one.id == binding.id; });
    if (count == 0 && told.value->is_complete) {
        proof.state = Proof::State::dead;
        proof.reason = "IAM's listing lacks it";
    } else if (key != nullptr && key->word == IamWord::inactive) {
        proof.state = Proof::State::dead;
        proof.reason = "IAM says Inactive; the key itself was not tried";
    } else if (key != nullptr && key->word == IamWord::active) {
        proof.state = Proof::State::alive;
        proof.reason = "IAM says Active";
    } else {
        proof.reason = "IAM's listing is not conclusive";
    }
    return proof;
}

void end_service_key(const std::shared_ptr<AwsCaller>& caller, const AwsAdminPointer& admin,
                     const Binding& binding, KeyEnding ending, StepHandler handler) {
    const auto owner = principal_from(binding.owner);
    if (admin == nullptr || !owner || owner->kind != PrincipalKind::user) {
        return handler(not_sent("no administrator is configured, or no owner is known"));
    }
    admin->identify([caller, keys = admin->keys(), owner = *owner, id = binding.id, ending,
                     handler = std::move(handler)](const Told<CallerIdentity>& told) {
        const bool is_same = told.value && told.value->principal.account == owner.account;
        if (!is_same)
            return handler(not_sent("the administrator is of another account: " + told.reason));
        deactivate(*caller, keys, id, owner.name, [=](const Told<Done>& inactive) {
            const Step step = step_of(inactive);
            const bool wants_more =
                ending == KeyEnding::remove && step.state == Step::State::accepted;
            if (!wants_more) return handler(step);
            tell(*caller, keys, delete_service_key_call(id, owner.name),
                 [handler](const Told<Done>& deleted) { handler(step_of(deleted)); });
        });
    });
}

}  // namespace curfew::providers
