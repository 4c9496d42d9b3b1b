/// One kind of credential and its provider: the interface through which the scanner and the
/// watchdog ask, end, prove, issue and find again. DataProvider (data_provider.h) speaks it for
/// every kind the catalogue describes; integrations/providers for those that data cannot describe.
///
/// A Provider puts ONE question or does ONE act and tells what came of it. It never repeats, waits,
/// paces or compares with a made-up secret: that is the Inspector's and the Revoker's part, for all
/// kinds alike. Nothing here decides whether a credential may be ended.
///
/// Owns:     a provider borrows what it was made with (client, clock, Access) until it is
/// destroyed;
///           calls under way are answered first (Detail::unclear, Step::State::unclear).
/// Threads:  every call from any thread, at once; each handler runs exactly once, on a thread of
/// the
///           provider's own; only what a kind does not offer at all is answered inside the call.
///           Handlers must not block.
/// Errors:   none beside the answers; an Error is only "could not be put at all" with its reason.
/// Source:   design.md 8; the order of a safe revocation: revoker.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/validity_window.h"
#include "scanner/provider/access.h"
#include "scanner/provider/credential.h"
#include "scanner/provider/verdict.h"
#include "scanner/rules/provider_rules.h"

namespace curfew::provider {

struct Target {
    std::string host;  ///< in lower case, without port; also the key of pace and negative control
    HostSource source = HostSource::catalogue;
    /// Which of the host's servers, where one kind speaks for several ("postgresql:5432"): a
    /// negative control of one says nothing of another.
    std::string service{};
};

/// What is known of a kind before anything is sent; shown to the user before anything is ended.
struct Facts {
    rules::Revocability revocability = rules::Revocability::unknown;
    bool is_askable = false;
    bool can_end = false;        ///< by request; otherwise `page` or `note` says what a person does
    bool needs_admin = false;    ///< ending needs a configured administrator's credential
    bool is_reversible = false;  ///< the ending can be taken back
    bool is_idempotent = false;  ///< a second ending does no harm
    bool locks_out = false;      ///< wrong attempts lock somebody out: one try, no control
    bool asking_spends = false;  ///< a question uses something up, or leaves a trace that counts
    std::string blast_radius;    ///< what else is hit by the ending; empty: nothing is known
    std::string asking_note;     ///< side effects and limits of asking
    std::string page;            ///< where a person ends it
    std::string note;            ///< of the ending
    core::Duration settles_in{};  ///< how long an ending may take to show; zero: at once
    std::string settings_id;      ///< the [provider.ID] that serves it; empty: its provider's own
    std::string found_by;  ///< how an intent is found again after a crash: "tag", "listing", ""
};

using InspectionHandler = std::function<void(Inspection)>;

/// Proof that `id` is what the provider calls this very credential.
struct Binding {
    enum class State {
        bound,
        not_found,   ///< an administrator's complete listing lacks it
        ambiguous,   ///< several fit, or the second fact disagrees: needs a person
        impossible,  ///< the kind offers no proof
        unclear,     ///< could not be asked
    };
    State state = State::impossible;
    std::string id{};     ///< no secret; empty where the credential names itself
    std::string how{};    ///< "self", "embedded", "listing by full value", "hint and creation time"
    std::string owner{};  ///< where the listing says
    std::string reason{};
    Evidence evidence{};
};
using BindingHandler = std::function<void(Binding)>;

/// What came of one act. An answer of success proves nothing; a later question does.
struct Step {
    enum class State {
        accepted,
        already_gone,  ///< only where the kind documents this answer for a dead one
        refused,       ///< the provider said no: right missing, in use, protected
        unclear,       ///< sent, and not known whether it was done: ask before doing it again
        not_sent,      ///< nothing left this machine
    };
    State state = State::not_sent;
    std::string reason{};
    Evidence evidence{};
};
using StepHandler = std::function<void(Step)>;

/// The answer to "is it dead, by another question than the ending itself".
struct Proof {
    enum class State { dead, alive, unclear };
    State state = State::unclear;
    std::string reason{};  ///< one sentence: "login refused (28P01), no session left"
    /// Each question that was put, in order.
    std::vector<Evidence> evidence{};
};
using ProofHandler = std::function<void(Proof)>;

/// A new answer to the question, as a proof: `refused` counts only after a `live`.
[[nodiscard]] Proof proof_of(const Inspection& inspection, bool was_live);

/// A credential that is to be made for a task.
struct IssueOrder {
    std::string role;  ///< what the provider calls the grant: a role, a policy, a scope list
    /// Comes back in listings: how the intent is found again after a crash.
    std::string tag;
    core::Duration life{};
};

struct Issued {
    Credential credential;
    std::string id;  ///< accessor, key id, lease id, serial number
    core::End expires_at = core::Unknown{"the provider did not say"};
};
using IssuedHandler = std::function<void(core::Result<Issued>)>;

/// What a provider lists under a tag.
struct Found {
    std::string id;
    std::string owner;
    core::End issued_at = core::Unknown{"the listing does not say"};
    core::End expires_at = core::Unknown{"the listing does not say"};
};
using FoundHandler = std::function<void(core::Result<std::vector<Found>>)>;
using EndHandler = std::function<void(core::Result<core::End>)>;

class Provider {
  public:
    Provider() = default;
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;
    Provider(Provider&&) = delete;
    Provider& operator=(Provider&&) = delete;
    virtual ~Provider() = default;

    [[nodiscard]] virtual Facts facts(const rules::Signature& signature) const = 0;
    /// The same of one credential, where it says itself what it is ended with. The default: those
    /// of its kind. An ending is decided by these.
    [[nodiscard]] virtual Facts facts_of(const Credential& credential) const;

    /// Where introspect() would go. denied: a host beside the secret that the configuration does
    /// not name; unsupported: not askable, or no address configured; invalid_input: a part is
    /// missing or cannot stand where it must.
    [[nodiscard]] virtual core::Result<Target> target(const Credential& credential) const = 0;

    /// The negative control: a made-up credential of the same shape for the same host. The default
    /// is an example of the signature from fresh dice, with the credential's own public parts. An
    /// error where none can be made; then nothing negative this kind says counts as more than
    /// `refused`.
    [[nodiscard]] virtual core::Result<Credential> made_up(const Credential& credential) const;

    /// What would be sent to ask, as lines for a person, secrets masked.
    [[nodiscard]] virtual core::Result<std::string> explain_question(
        const Credential& credential) const = 0;
    /// The same for the ending; `binding` may be unbound, its id is then shown as `{id}`.
    [[nodiscard]] virtual core::Result<std::string> explain_ending(const Credential& credential,
                                                                   const Binding& binding) const;

    virtual void introspect(Credential credential, InspectionHandler handler) = 0;

    /// The rest is filled in by kinds that can; the default answers `impossible`, `not_sent` or
    /// `unsupported`.
    virtual void bind(Credential credential, BindingHandler handler);
    virtual void revoke(Credential credential, Binding binding, StepHandler handler);
    /// `was_live`: introspect() said `live` before the ending. The default asks introspect() again
    /// and judges by verdict_of().
    virtual void prove_dead(Credential credential, Binding binding, bool was_live,
                            ProofHandler handler);

    virtual void issue(IssueOrder order, IssuedHandler handler);
    virtual void renew(Credential credential, core::Duration life, EndHandler handler);
    virtual void find_by_tag(std::string tag, FoundHandler handler);
};

/// Which provider speaks for a signature.
class Providers {
  public:
    Providers() = default;
    Providers(const Providers&) = delete;
    Providers& operator=(const Providers&) = delete;
    Providers(Providers&&) = delete;
    Providers& operator=(Providers&&) = delete;
    virtual ~Providers() = default;

    /// Never fails: a kind nobody can ask has a provider whose facts say so. Borrowed; lives as
    /// long as this.
    [[nodiscard]] virtual Provider& of(const rules::Signature& signature) = 0;
};

}  // namespace curfew::provider
