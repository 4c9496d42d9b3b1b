#include "integrations/providers/aws_questions.h"

#include <algorithm>
#include <utility>

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Instant;
using core::Result;
using provider::Detail;

std::optional<Instant> instant_in(std::string_view text) {
    auto instant = core::parse_instant(text);
    return instant.has_value() ? std::optional(instant.value()) : std::nullopt;
}

bool was_sent(const Error& error) {
    return error.kind() != ErrorKind::invalid_input && error.kind() != ErrorKind::denied;
}

Told<Done> told_of(const Result<AwsAnswer>& outcome, std::string_view action) {
    Told<Done> told;
    if (!outcome.has_value()) {
        told.reason = outcome.error().message();
        told.was_sent = was_sent(outcome.error());
        told.evidence.may_pass = outcome.error().kind() == ErrorKind::unreachable ||
                                 outcome.error().kind() == ErrorKind::timed_out;
        if (!told.was_sent) told.detail = Detail::not_asked;
        return told;
    }
    const AwsAnswer& answer = outcome.value();
    told.evidence = answer.evidence;
    if (is_success(answer, action)) {
        told.value = Done{};
        told.detail = Detail::live;
        return told;
    }
    told.detail = detail_of(answer);
    told.reason = reason_of(answer);
    told.is_no_such_entity = is_no_such_entity(answer);
    told.is_explicit_deny = is_explicit_deny(answer);
    return told;
}

std::optional<CallerIdentity> identity_in(const XmlDocument& document) {
    auto principal = principal_from(document.text("GetCallerIdentityResult/Arn"));
    const std::string_view account = document.text("GetCallerIdentityResult/Account");
    if (!principal || principal->account != account) return std::nullopt;
    return CallerIdentity{std::move(*principal),
                          std::string(document.text("GetCallerIdentityResult/UserId"))};
}

std::optional<KeyUse> use_in(const XmlDocument& document) {
    const std::string_view user = document.text("GetAccessKeyLastUsedResult/UserName");
    if (user.empty()) return std::nullopt;
    const std::string below = "GetAccessKeyLastUsedResult/AccessKeyLastUsed/";
    KeyUse use{.user_name = std::string(user)};
    use.at = instant_in(document.text(below + "LastUsedDate"));
    if (!use.at) return use;
    use.service = document.text(below + "ServiceName");
    use.region = document.text(below + "Region");
    return use;
}

/// One page after another of one user's keys.
class Paging : public std::enable_shared_from_this<Paging> {
  public:
    Paging(AwsCaller& caller, AwsKeysPointer keys, std::string_view user,
           Telling<KeyListing> handler)
        : caller_(caller.shared_from_this()),
          keys_(std::move(keys)),
          user_(user),
          handler_(std::move(handler)) {}

    void next(std::string_view marker) {
        ++pages_;
        AwsCall call{AwsService::iam, "ListAccessKeys", {{"UserName", user_}}};
        if (!marker.empty()) call.fields.emplace_back("Marker", marker);
        ask(*caller_, keys_, call,
            [self = shared_from_this()](const Told<Done>& done, const XmlDocument* document) {
                self->hear(done, document);
            });
    }

  private:
    void hear(const Told<Done>& done, const XmlDocument* document) {
        std::string marker;
        auto told = with_value<KeyListing>(done, document, [&](const XmlDocument& page) {
            marker = page.text("ListAccessKeysResult/Marker");
            return read(page);
        });
        const bool goes_on = told.value && !is_last_ && !marker.empty();
        if (goes_on && pages_ < kPagesMax) return next(marker);
        handler_(std::move(told));
    }

    // Nothing where the page has no list. Somebody else's keys are passed over, and nothing is
    // concluded from what such a listing lacks.
    std::optional<KeyListing> read(const XmlDocument& page) {
        if (!page.has("ListAccessKeysResult/AccessKeyMetadata")) return std::nullopt;
        for (const XmlFields& fields : page.members("ListAccessKeysResult/AccessKeyMetadata")) {
            const std::string_view id = field_of(fields, "AccessKeyId");
            const bool is_ours = field_of(fields, "UserName") == user_ && is_key_id(id);
            is_doubtful_ |= !is_ours;
            if (!is_ours) continue;
            listing_.keys.push_back({.id = std::string(id),
                                     .word = word_in(field_of(fields, "Status")),
                                     .created_at = instant_in(field_of(fields, "CreateDate"))});
        }
        is_last_ = is_last_page(page, "ListAccessKeysResult");
        listing_.is_complete = is_last_ && !is_doubtful_;
        return listing_;
    }

    std::shared_ptr<AwsCaller> caller_;
    AwsKeysPointer keys_;
    std::string user_;
    Telling<KeyListing> handler_;
    KeyListing listing_;
    int pages_ = 0;
    bool is_last_ = false;
    bool is_doubtful_ = false;
};

}  // namespace

IamWord word_in(std::string_view status) {
    if (status == "Active") return IamWord::active;
    // "Expired" is the service-specific credentials' own.
    if (status == "Inactive" || status == "Expired") return IamWord::inactive;
    return IamWord::unknown;
}

bool is_last_page(const XmlDocument& page, std::string_view result) {
    const XmlFields fields = page.fields(result);
    const bool says_nothing = std::ranges::none_of(fields, [](const auto& field) {
        return field.first == "IsTruncated" || field.first == "Marker";
    });
    return says_nothing || field_of(fields, "IsTruncated") == "false";
}

const AccessKey* KeyListing::find(std::string_view id) const {
    if (std::ranges::count(keys, id, &AccessKey::id) != 1) return nullptr;
    return &*std::ranges::find(keys, id, &AccessKey::id);
}

IamWord KeyListing::word_on(std::string_view id) const {
    if (const AccessKey* key = find(id)) return key->word;
    const bool is_missing = std::ranges::count(keys, id, &AccessKey::id) == 0;
    return is_missing && is_complete ? IamWord::absent : IamWord::unknown;
}

void ask(AwsCaller& caller, const AwsKeysPointer& keys, const AwsCall& call, Reading handler) {
    caller.call(
        keys, call,
        [action = call.action, handler = std::move(handler)](const Result<AwsAnswer>& outcome) {
            const Told<Done> told = told_of(outcome, action);
            handler(told, told.value ? &outcome.value().document : nullptr);
        });
}

void tell(AwsCaller& caller, const AwsKeysPointer& keys, const AwsCall& call,
          Telling<Done> handler) {
    ask(caller, keys, call,
        [handler = std::move(handler)](const Told<Done>& told, const XmlDocument* /*document*/) {
            handler(told);
        });
}

void ask_identity(AwsCaller& caller, const AwsKeysPointer& keys, Telling<CallerIdentity> handler) {
    ask(caller, keys, {AwsService::sts, "GetCallerIdentity"},
        [handler = std::move(handler)](const Told<Done>& done, const XmlDocument* document) {
            handler(with_value<CallerIdentity>(done, document, identity_in));
        });
}

void ask_key_use(AwsCaller& caller, const AwsKeysPointer& keys, std::string_view id,
                 Telling<KeyUse> handler) {
    ask(caller, keys, {AwsService::iam, "GetAccessKeyLastUsed", {{"AccessKeyId", std::string(id)}}},
        [handler = std::move(handler)](const Told<Done>& done, const XmlDocument* document) {
            handler(with_value<KeyUse>(done, document, use_in));
        });
}

void list_keys(AwsCaller& caller, const AwsKeysPointer& keys, std::string_view user_name,
               Telling<KeyListing> handler) {
    std::make_shared<Paging>(caller, keys, user_name, std::move(handler))->next({});
}

}  // namespace curfew::providers
