/// What a provider said of a credential, in design.md 2's words, and how we know.
///
/// Threads:  plain values.
/// Source:   design.md 2; reference answers of each provider stand in signatures/providers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/validity_window.h"

namespace curfew::provider {

enum class Detail {
    live,
    live_limited,  ///< accepted, not allowed to do what was asked
    expired,
    revoked,
    disabled,  ///< ended, and can be brought back
    refused,   ///< not accepted, reason not given: looks the same when mistyped
    throttled,
    unclear,         ///< 5xx, timeout, redirect, a page for people, anything unrecognised
    control_failed,  ///< the same answer came for a made-up secret: the host says nothing
    not_asked,
    not_askable,  ///< the kind has no question
    canary,       ///< known bait
};

[[nodiscard]] std::string_view name_of(Detail detail);
[[nodiscard]] std::optional<Detail> detail_from(std::string_view name);

enum class Verdict { live, dead, unknown, not_checked };

[[nodiscard]] std::string_view name_of(Verdict verdict);

/// `was_live`: the same question said `live` before, or an administrator's listing lacks it; only
/// then does `refused` mean dead.
[[nodiscard]] Verdict verdict_of(Detail detail, bool was_live);

/// How an answer came to be: enough for an incident file, without a secret.
struct Evidence {
    std::string host{};
    int status = 0;            ///< 0: no answer came
    std::string mark{};        ///< what in the answer decided, as the catalogue names it
    std::string request_id{};  ///< the provider's own, where it names one
    core::Instant asked_at{};
    std::optional<core::Duration> skew{};  ///< server's Date minus our clock, whole seconds at best
    std::optional<core::Duration> wait{};  ///< how long the provider wants to be left alone
    /// A fault that may pass (unreachable, too late, 5xx): worth the same question once more. Left
    /// false where repeating could lock somebody out.
    bool may_pass = false;
    /// An administrator's own look says the same, so that no made-up secret has to be compared.
    bool is_administrators = false;
};

/// Whether the provider said anything at all, by status or by a mark of its own.
[[nodiscard]] bool is_answer(const Evidence& evidence);

/// The answer to "is it accepted, and until when".
struct Inspection {
    Detail detail = Detail::not_asked;
    std::string reason{};  ///< one sentence for a person; empty where the detail says it all
    core::End expires_at = core::Unknown{"the provider did not say"};
    core::End issued_at = core::Unknown{"the provider did not say"};
    std::string owner{};
    std::vector<std::string> scopes{};
    std::string id{};  ///< by which the provider knows the credential; no secret; empty: not told
    Evidence evidence{};
};

}  // namespace curfew::provider
