/// How to ask a provider whether a credential is live, and how to end it, as data.
///
/// Threads:  immutable once in a Catalog.
/// Not here: sending anything (a provider engine reads these).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"

namespace curfew::rules {

enum class Revocability {
    object_bound,
    exact,
    accepted_async,
    scoped_deny,
    principal_wide,
    expiry_only,
    unknown,
};

[[nodiscard]] std::string_view name_of(Revocability revocability);

/// A request as the catalogue describes it; `{secret}`, `{part-name}` and `{base}` are filled in.
struct RequestRule {
    std::string method;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::vector<std::string> hosts;  ///< where the secret is the whole URL: where it may lead
};

/// One kind of answer and what it means: status and body mark together (design.md 2, verdicts).
struct AnswerRule {
    std::vector<std::uint16_t> status;
    std::string json_pointer;  ///< RFC 6901; empty: no mark in the body
    std::string equals;        ///< the value there, as text; empty: present is enough
    std::string contains;      ///< or: text the body contains
    std::string detail;  ///< "live", "live_limited", "expired", "revoked", "disabled", "refused", …
};

/// A request with what its answers mean.
struct QuestionRule {
    RequestRule request;
    std::vector<AnswerRule> answers;
};

/// How to ask whether it is accepted. Without a request: why not, in `note`.
struct AskRule {
    std::optional<RequestRule> request;
    std::vector<AnswerRule> answers;
    /// The same question put by an administrator; asked instead where one is configured.
    std::optional<QuestionRule> admin;
    /// Where the end stands: "/expires_at" (RFC 6901), or "header:NAME".
    std::string expires_pointer;
    /// What it means that it does not stand there: "never", or empty: the answer does not tell.
    std::string expires_absent;
    /// Which moment of a date without a time is meant: "begin" or "end" of that day in UTC; empty:
    /// the issuer does not say.
    std::string expires_day;
    std::string issued_pointer;
    std::string owner_pointer;
    std::string scopes_pointer;
    std::string id_pointer;  ///< the id by which the provider knows the credential
    std::string control;     ///< "made_up" or "none" (kinds with lockout)
    bool spends = false;     ///< a question uses something up
    std::string note;        ///< side effects, limits, why it is not askable
};

/// How the id of a credential is found in a listing of many. Pointers are RFC 6901.
struct FindRule {
    RequestRule request;
    std::string items_pointer;    ///< array, or object by ids; empty: the answer itself
    std::string id_pointer;       ///< inside an entry; empty: the entry's name in its object
    std::string value_pointer;    ///< the whole secret ("listing")
    std::string hint_pointer;     ///< a piece or digest of it ("hint")
    std::string hint_of;          ///< "last8", "first4", "sha256_hex", "redacted": how it is made
    std::string created_pointer;  ///< second fact: equals the question's `issued`
    std::string owner_pointer;    ///< second fact: equals the question's `owner`
    std::string next;             ///< where the next page stands: pointer or "header:NAME"
    std::string next_as;          ///< "url", "query:NAME" or "header:NAME": how it is asked for
};

/// How to end it. Without a request: where a person does it, in `page` or `note`.
struct EndRule {
    std::optional<RequestRule> request;
    std::vector<AnswerRule> answers;
    std::string binding;                ///< "self", "embedded", "listing", "hint", "none"
    std::optional<FindRule> find;       ///< of "listing" and "hint"
    std::optional<QuestionRule> proof;  ///< is it dead? without: the question is asked again
    /// Names of the user's settings for this provider that the requests fill in.
    std::vector<std::string> settings;
    std::optional<core::Duration> settles;  ///< how long an ending may take to show
    bool is_reversible = false;
    std::string page;  ///< where a person ends it
    std::string note;
};

/// An answer as the provider's documentation shows it, and what it has to be taken for: a test.
struct ScriptedAnswer {
    std::string to;  ///< "ask", "admin", "end" or "proof"
    std::uint32_t status = 0;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string means;  ///< a detail, as the answers of `to` spell them; "unclear" for none of them
    std::string expires;  ///< of ask: an instant, "never" or empty: not looked at
    std::string owner;    ///< of ask
    std::string id;       ///< of ask
};

}  // namespace curfew::rules
