/// What STS and IAM are asked and told to do, and their answers in our own types.
///
/// Each function makes one call of aws_call.h; list_keys() follows a listing's pages.
///
/// Threads:  as AwsCaller; handlers run once.
/// Errors:   in Told: a value, or what the failure says of the key that asked.
/// Source:   API references of STS and IAM.
/// Not here: what follows from the answers (aws_keys.h, aws_sessions.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integrations/providers/aws_call.h"
#include "integrations/providers/aws_identity.h"
#include "scanner/provider/verdict.h"

namespace curfew::providers {

/// An answer: `value` where it succeeded; otherwise what it says of the asking key.
template <typename T>
struct Told {
    std::optional<T> value{};
    provider::Detail detail = provider::Detail::unclear;
    std::string reason{};
    provider::Evidence evidence{};
    bool is_no_such_entity = false;
    bool is_explicit_deny = false;
    bool was_sent = true;  ///< false: nothing left this machine
};

/// Nothing beside "done".
struct Done {};

struct CallerIdentity {
    Principal principal;
    std::string user_id;  ///< "AIDA…", "AROA…:session"
};

/// What IAM says of a key.
enum class IamWord {
    unknown,  ///< not asked, or the answer does not tell
    active,
    inactive,
    absent,  ///< a complete listing of its owner's keys lacks it
};

struct AccessKey {
    std::string id;
    IamWord word = IamWord::unknown;
    std::optional<core::Instant> created_at{};
};

struct KeyListing {
    std::vector<AccessKey> keys;
    bool is_complete = false;  ///< every page was read, and all of it was this user's

    /// The key of exactly this id; nothing where there is none or are two.
    [[nodiscard]] const AccessKey* find(std::string_view id) const;
    [[nodiscard]] IamWord word_on(std::string_view id) const;
};

struct KeyUse {
    std::string user_name;
    std::optional<core::Instant> at{};  ///< nothing: never used, or not in the time AWS keeps
    std::string service{};
    std::string region{};
};

template <typename T>
using Telling = std::function<void(Told<T>)>;

void ask_identity(AwsCaller& caller, const AwsKeysPointer& keys, Telling<CallerIdentity> handler);

/// Whose key `id` is, and when it was last used.
void ask_key_use(AwsCaller& caller, const AwsKeysPointer& keys, std::string_view id,
                 Telling<KeyUse> handler);

void list_keys(AwsCaller& caller, const AwsKeysPointer& keys, std::string_view user_name,
               Telling<KeyListing> handler);

/// What a listing's <Status> says.
[[nodiscard]] IamWord word_in(std::string_view status);

/// Whether the page of a listing at `result` says that no other follows: IsTruncated is false, or
/// left out together with Marker, as the services' descriptions allow and moto does.
[[nodiscard]] bool is_last_page(const XmlDocument& page, std::string_view result);

/// A listing that goes on and on is not believed: a user has at most two keys of a kind.
constexpr int kPagesMax = 8;

/// A call whose answer is only "done": `action` of IAM with `fields`.
void tell(AwsCaller& caller, const AwsKeysPointer& keys, const AwsCall& call,
          Telling<Done> handler);

/// The same answer with a value of its own, which `read` takes from the document; where it finds
/// none, the answer was not understood.
template <typename T, typename Read>
Told<T> with_value(const Told<Done>& done, const XmlDocument* document, Read read) {
    Told<T> told{.value = std::nullopt,
                 .detail = done.detail,
                 .reason = done.reason,
                 .evidence = done.evidence,
                 .is_no_such_entity = done.is_no_such_entity,
                 .is_explicit_deny = done.is_explicit_deny,
                 .was_sent = done.was_sent};
    if (!done.value || document == nullptr) return told;
    told.value = read(*document);
    if (told.value) return told;
    told.detail = provider::Detail::unclear;
    told.reason = "it answered 200 without saying what was asked";
    return told;
}

/// The answer's document beside "done", for those who look further. Borrowed for the call.
using Reading = std::function<void(const Told<Done>&, const XmlDocument*)>;
void ask(AwsCaller& caller, const AwsKeysPointer& keys, const AwsCall& call, Reading handler);

}  // namespace curfew::providers
