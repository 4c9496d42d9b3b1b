#include "integrations/providers/database_provider.h"

#include <utility>

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Evidence;
using provider::Inspection;
using provider::Proof;
using provider::Step;

constexpr int kLooksMax = 5;
constexpr core::Duration kBetweenLooks = std::chrono::milliseconds(100);

LoginAnswer answer_from(const Error& error) {
    LoginAnswer answer;
    answer.reason = error.message();
    const bool is_ours = error.kind() == ErrorKind::denied ||
                         error.kind() == ErrorKind::invalid_input ||
                         error.kind() == ErrorKind::unsupported;
    answer.detail = is_ours ? Detail::not_asked : Detail::unclear;
    return answer;
}

bool is_accepted(Detail detail) {
    return detail == Detail::live || detail == Detail::live_limited;
}

// An administrator's word on why a login was refused. It does not turn one that was accepted.
void explain_refusal(Inspection& inspection, const Account& account) {
    if (inspection.detail != Detail::refused) return;
    if (!account.exists) {
        inspection.reason = "the server has no such account";
        inspection.evidence.mark += ", no such account";
        return;
    }
    if (account.is_disabled) {
        inspection.detail = Detail::disabled;
        inspection.reason = "its account is locked";
        inspection.evidence.mark = account.mark;
    } else if (account.is_expired) {
        inspection.detail = Detail::expired;
        inspection.reason = "the time of its account is over";
        inspection.evidence.mark = account.mark;
    } else {
        inspection.reason = "its account exists and may log in; this is not its password";
    }
}

Step not_sent(std::string reason) {
    return {.state = Step::State::not_sent, .reason = std::move(reason)};
}

}  // namespace

// What every task of the pool works with; immutable.
class DatabaseProvider::Desk {
  public:
    Desk(std::unique_ptr<DatabaseServer> server, const core::Clock& clock,
         const provider::Access& access, Lookup lookup)
        : server_(std::move(server)), clock_(clock), access_(access), lookup_(std::move(lookup)) {}

    [[nodiscard]] const DatabaseServer& server() const { return *server_; }
    [[nodiscard]] Result<Login> login(const Credential& credential) const {
        return login_of(server_->kind(), credential, access_);
    }
    [[nodiscard]] Result<Login> admin() const { return admin_login(server_->kind(), access_); }

    [[nodiscard]] Evidence evidence(const Login& login) const {
        Evidence evidence;
        evidence.host = login.server.host;
        evidence.asked_at = clock_.now();
        return evidence;
    }

    [[nodiscard]] Evidence evidence(const Login& login, const LoginAnswer& answer) const {
        Evidence made = evidence(login);
        made.mark = answer.mark;
        // Who did not answer may do so later, unless the try itself counts as one too many.
        made.may_pass =
            answer.mark.empty() && answer.detail == Detail::unclear && !server_->facts().locks_out;
        if (answer.server_time) {
            made.skew = std::chrono::duration_cast<std::chrono::seconds>(*answer.server_time -
                                                                         made.asked_at);
        }
        return made;
    }

    /// The host's addresses, judged. Each host that gets here is named by the configuration.
    [[nodiscard]] Result<std::vector<Door>> doors(const Login& login,
                                                  const Patience& patience) const {
        TRY(patience.check());
        TRY_ASSIGN(const auto addresses, addresses_of(login.server, true, lookup_));
        std::vector<Door> doors;
        for (const ServerAddress& address : addresses) {
            TRY_ASSIGN(const Tls tls, tls_for(login, address.scope));
            doors.push_back({.login = login, .address = address, .tls = tls});
        }
        return doors;
    }

    [[nodiscard]] LoginAnswer log_in(const Login& login, const Patience& patience) const {
        const auto found = doors(login, patience);
        if (!found.has_value()) return answer_from(found.error());
        LoginAnswer answer;
        for (const Door& door : found.value()) {
            answer = server_->log_in(door, patience);
            if (!answer.is_unreached) break;
        }
        return answer;
    }

    /// An administrator of the very server that the login is for; the wrong one would find, and
    /// end, somebody else of the same name.
    [[nodiscard]] Result<Login> admin_for(const Login& login) const {
        TRY_ASSIGN(Login own, admin());
        if (own.server == login.server) return own;
        return Error(ErrorKind::denied,
                     "the configured administrator is one of " + own.server.host + ":" +
                         std::to_string(own.server.port) + ", not of " + login.server.host + ":" +
                         std::to_string(login.server.port));
    }

    /// Calls `act` with the first of the administrator's doors that answers.
    template <typename Outcome, typename Act>
    [[nodiscard]] Result<Outcome> as_admin(const Login& admin, const Patience& patience,
                                           Act act) const {
        TRY_ASSIGN(const auto found, doors(admin, patience));
        for (std::size_t i = 0; i + 1 < found.size(); ++i) {
            Result<Outcome> outcome = act(found[i]);
            if (outcome.has_value() || outcome.error().kind() != ErrorKind::unreachable) {
                return outcome;
            }
        }
        return act(found.back());
    }

    [[nodiscard]] Result<Account> look_up(const Login& admin, const std::string& account,
                                          const Patience& patience) const {
        return as_admin<Account>(admin, patience, [&](const Door& door) {
            return server_->look_up(door, account, patience);
        });
    }

    [[nodiscard]] Inspection inspect(const Login& login, const Patience& patience) const {
        LoginAnswer answer = log_in(login, patience);
        Inspection inspection;
        inspection.detail = answer.detail;
        inspection.reason = answer.reason;
        inspection.evidence = evidence(login, answer);
        inspection.owner = answer.account.empty() ? login.user : answer.account;
        inspection.scopes = std::move(answer.scopes);
        inspection.expires_at = std::move(answer.expires_at);
        inspection.issued_at = std::move(answer.issued_at);
        if (answer.is_password_right && !answer.is_mapped) inspection.id = inspection.owner;
        if (answer.mark.empty()) return inspection;
        add_account(inspection, login, answer.account, patience);
        return inspection;
    }

    [[nodiscard]] Binding bind(const Login& login, const Patience& patience) const {
        const LoginAnswer answer = log_in(login, patience);
        Binding binding;
        binding.evidence = evidence(login, answer);
        if (!answer.is_password_right) {
            binding.state = Binding::State::unclear;
            binding.reason = "only a login proves whose it is: " + answer.reason;
            return binding;
        }
        binding.how = "self";
        binding.owner = answer.account.empty() ? login.user : answer.account;
        if (answer.is_mapped) {
            binding.state = Binding::State::ambiguous;
            binding.reason = "the server takes " + shown(login.user) + " for " +
                             shown(binding.owner) + ", whom others may share; it needs a person";
            return binding;
        }
        binding.id = binding.owner;
        binding.state = Binding::State::bound;
        return binding;
    }

    [[nodiscard]] Step revoke(const Login& login, const Binding& binding,
                              const Patience& patience) const {
        if (binding.state != Binding::State::bound || binding.id.empty()) {
            return not_sent("nothing proves which account this login is");
        }
        const auto admin = admin_for(login);
        if (!admin.has_value()) return not_sent(admin.error().message());
        if (is_own(admin.value(), binding.id)) {
            return not_sent("this is our own administrator, which is never ended");
        }
        auto step = as_admin<Step>(admin.value(), patience, [&](const Door& door) -> Result<Step> {
            return end(door, binding.id, patience);
        });
        if (!step.has_value()) step = not_sent(step.error().message());
        Step done = std::move(step).value();
        done.evidence.host = admin.value().server.host;
        done.evidence.asked_at = clock_.now();
        return done;
    }

    [[nodiscard]] Proof prove_dead(const Login& login, const Binding& binding, bool was_live,
                                   const Patience& patience) const {
        Proof proof;
        const LoginAnswer answer = log_in(login, patience);
        proof.evidence.push_back(evidence(login, answer));
        if (is_accepted(answer.detail)) {
            proof.state = Proof::State::alive;
            proof.reason = "the login is still accepted";
            return proof;
        }
        const bool is_refused = answer.detail == Detail::refused ||
                                answer.detail == Detail::disabled ||
                                answer.detail == Detail::expired;
        if (!is_refused) {
            proof.reason = "the login could not be tried: " + answer.reason;
            return proof;
        }
        const std::string account = binding.id.empty() ? login.user : binding.id;
        const auto admin = admin_for(login);
        const auto seen = admin.has_value() ? settled(admin.value(), account, patience)
                                            : Result<Account>(admin.error());
        if (!seen.has_value()) {
            proof.reason =
                "login refused (" + answer.mark +
                "); whether its sessions are gone could not be seen: " + seen.error().message();
            return proof;
        }
        Evidence listing = evidence(admin.value());
        listing.mark = seen.value().mark;
        proof.evidence.push_back(std::move(listing));
        judge(proof, answer, seen.value(), was_live);
        return proof;
    }

  private:
    [[nodiscard]] bool is_own(const Login& admin, const std::string& id) const {
        return id == admin.user || id.starts_with(admin.user + "@");
    }

    // An account's row once its sessions are gone, or still there after a while: our own logins,
    // the refused one too, may stand among them for some milliseconds after they ended.
    [[nodiscard]] Result<Account> settled(const Login& admin, const std::string& account,
                                          const Patience& patience) const {
        for (int look = 1; look < kLooksMax; ++look) {
            TRY_ASSIGN(Account seen, look_up(admin, account, patience));
            if (seen.sessions == 0) return seen;
            TRY(patience.pause(kBetweenLooks));
        }
        return look_up(admin, account, patience);
    }

    void add_account(Inspection& inspection, const Login& login, const std::string& name,
                     const Patience& patience) const {
        const auto admin = admin_for(login);
        if (!admin.has_value()) return;
        const auto account = look_up(admin.value(), name.empty() ? login.user : name, patience);
        if (!account.has_value()) return;
        explain_refusal(inspection, account.value());
        if (!account.value().exists) return;
        inspection.evidence.is_administrators =
            (inspection.detail == Detail::disabled && account.value().is_disabled) ||
            (inspection.detail == Detail::expired && account.value().is_expired);
        inspection.expires_at =
            core::better_founded(inspection.expires_at, account.value().expires_at);
        inspection.issued_at =
            core::better_founded(inspection.issued_at, account.value().issued_at);
        if (inspection.scopes.empty()) inspection.scopes = account.value().scopes;
    }

    // Read first, then act: what is gone already is not ended again.
    [[nodiscard]] Result<Step> end(const Door& admin, const std::string& id,
                                   const Patience& patience) const {
        TRY_ASSIGN(const Account account, server_->look_up(admin, id, patience));
        if (!account.exists) {
            return Step{.state = Step::State::already_gone, .reason = "the account is gone"};
        }
        if (account.namesakes > 0) {
            return not_sent("there are " + std::to_string(account.namesakes + 1) +
                            " accounts of this user name, and whose session is whose cannot be "
                            "seen; it needs a person");
        }
        if (account.is_disabled && account.sessions == 0) {
            return Step{.state = Step::State::already_gone,
                        .reason = "the account is locked already, and nobody is logged in"};
        }
        return server_->disable(admin, id, patience);
    }

    static void judge(Proof& proof, const LoginAnswer& answer, const Account& account,
                      bool was_live) {
        if (account.sessions > 0) {
            // With the password changed, they may have come in with the new one; and those of a
            // dropped account cannot be told from those of another.
            proof.state = account.is_disabled ? Proof::State::alive : Proof::State::unclear;
            proof.reason = "login refused (" + answer.mark + "), but " +
                           std::to_string(account.sessions) + " of its sessions go on";
            return;
        }
        if (account.namesakes > 0) {
            proof.reason = "login refused (" + answer.mark +
                           "), but other accounts of this user name exist; it needs a person";
            return;
        }
        std::string why = account.mark;
        if (account.exists && !account.is_disabled) {
            if (!account.is_expired && !was_live) {
                proof.reason = "login refused (" + answer.mark +
                               "), but the account may log in, and this password was never seen "
                               "to work";
                return;
            }
            if (!account.is_expired) why = "the account has another password now";
        }
        proof.state = Proof::State::dead;
        proof.reason = "login refused (" + answer.mark + "), " + why + ", no session left";
    }

    const std::unique_ptr<DatabaseServer> server_;
    const core::Clock& clock_;
    const provider::Access& access_;
    const Lookup lookup_;
};

Result<provider::Issued> DatabaseServer::issue(const Door& /*admin*/,
                                               const provider::IssueOrder& /*order*/,
                                               const Patience& /*patience*/) const {
    return Error(ErrorKind::unsupported, "this kind of credential cannot be issued");
}

Result<std::vector<provider::Found>> DatabaseServer::find_by_tag(
    const Door& /*admin*/, const std::string& /*tag*/, const Patience& /*patience*/) const {
    return Error(ErrorKind::unsupported, "this kind of credential cannot be found by a tag");
}

DatabaseProvider::DatabaseProvider(std::unique_ptr<DatabaseServer> server, const core::Clock& clock,
                                   const provider::Access& access, Options options)
    : desk_(std::make_shared<const Desk>(std::move(server), clock, access,
                                         std::move(options.lookup))),
      pool_(clock, options.pool) {}

provider::Facts DatabaseProvider::facts(const rules::Signature& signature) const {
    provider::Facts facts = desk_->server().facts();
    facts.revocability = rules::Revocability::principal_wide;
    facts.is_askable = true;
    facts.can_end = true;
    facts.needs_admin = true;
    facts.is_reversible = true;
    facts.is_idempotent = true;
    facts.blast_radius = signature.blast_radius.empty()
                             ? "everybody and everything that uses this login"
                             : signature.blast_radius;
    facts.page = signature.end.page;
    facts.settings_id = desk_->server().kind().id;
    return facts;
}

Result<provider::Target> DatabaseProvider::target(const Credential& credential) const {
    TRY_ASSIGN(const Login login, desk_->login(credential));
    return provider::Target{.host = login.server.host,
                            .source = login.source,
                            .service = std::string(desk_->server().kind().id) + ":" +
                                       std::to_string(login.server.port)};
}

Result<Credential> DatabaseProvider::made_up(const Credential& credential) const {
    if (desk_->server().facts().locks_out) {
        return Error(ErrorKind::unsupported,
                     "a wrong password may lock the account; none is made up for it");
    }
    TRY_ASSIGN(const Login login, desk_->login(credential));
    return made_up_login(desk_->server().kind(), login, credential);
}

Result<std::string> DatabaseProvider::explain_question(const Credential& credential) const {
    TRY_ASSIGN(const Login login, desk_->login(credential));
    const bool is_near =
        http::scope_of(std::string_view(login.server.host)) == http::AddressScope::loopback ||
        login.server.host == "localhost";
    TRY_ASSIGN(const Tls tls,
               tls_for(login, is_near ? http::AddressScope::loopback : http::AddressScope::global));
    std::string text = "log in to " + std::string(desk_->server().kind().name) + " at " +
                       login.server.host + ":" + std::to_string(login.server.port) + " as " +
                       shown(login.user) + ", password masked, ";
    if (!login.database.empty()) text += "database " + shown(login.database) + ", ";
    return text + std::string(name_of(tls)) + "\n";
}

Result<std::string> DatabaseProvider::explain_ending(const Credential& credential,
                                                     const Binding& binding) const {
    TRY_ASSIGN(const Login login, desk_->login(credential));
    TRY_ASSIGN(const Login admin, desk_->admin_for(login));
    const std::string id = binding.id.empty() ? "{id}" : shown(binding.id);
    return "at " + admin.server.host + ":" + std::to_string(admin.server.port) + " as " +
           shown(admin.user) + ":\n" + desk_->server().explain_ending(id);
}

void DatabaseProvider::introspect(Credential credential, provider::InspectionHandler handler) {
    auto login = std::make_shared<Result<Login>>(desk_->login(credential));
    const std::string host = login->has_value() ? login->value().server.host : "";
    pool_.run(host, [desk = desk_, login, handler = std::move(handler)](const Patience& patience) {
        if (login->has_value()) return handler(desk->inspect(login->value(), patience));
        Inspection inspection;
        inspection.reason = login->error().message();
        handler(std::move(inspection));
    });
}

void DatabaseProvider::bind(Credential credential, provider::BindingHandler handler) {
    auto login = std::make_shared<Result<Login>>(desk_->login(credential));
    const std::string host = login->has_value() ? login->value().server.host : "";
    pool_.run(host, [desk = desk_, login, handler = std::move(handler)](const Patience& patience) {
        if (login->has_value()) return handler(desk->bind(login->value(), patience));
        handler({.state = Binding::State::unclear, .reason = login->error().message()});
    });
}

void DatabaseProvider::revoke(Credential credential, Binding binding,
                              provider::StepHandler handler) {
    auto login = std::make_shared<Result<Login>>(desk_->login(credential));
    const std::string host = login->has_value() ? login->value().server.host : "";
    pool_.run(host, [desk = desk_, login, binding = std::move(binding),
                     handler = std::move(handler)](const Patience& patience) {
        if (!login->has_value()) return handler(not_sent(login->error().message()));
        handler(desk->revoke(login->value(), binding, patience));
    });
}

void DatabaseProvider::prove_dead(Credential credential, Binding binding, bool was_live,
                                  provider::ProofHandler handler) {
    auto login = std::make_shared<Result<Login>>(desk_->login(credential));
    const std::string host = login->has_value() ? login->value().server.host : "";
    pool_.run(host, [desk = desk_, login, binding = std::move(binding), was_live,
                     handler = std::move(handler)](const Patience& patience) {
        if (login->has_value()) {
            return handler(desk->prove_dead(login->value(), binding, was_live, patience));
        }
        Proof proof;
        proof.reason = login->error().message();
        handler(std::move(proof));
    });
}

void DatabaseProvider::issue(provider::IssueOrder order, provider::IssuedHandler handler) {
    pool_.run("", [desk = desk_, order = std::move(order),
                   handler = std::move(handler)](const Patience& patience) {
        const auto admin = desk->admin();
        if (!admin.has_value()) return handler(admin.error());
        handler(desk->as_admin<provider::Issued>(admin.value(), patience, [&](const Door& door) {
            return desk->server().issue(door, order, patience);
        }));
    });
}

void DatabaseProvider::find_by_tag(std::string tag, provider::FoundHandler handler) {
    pool_.run("", [desk = desk_, tag = std::move(tag),
                   handler = std::move(handler)](const Patience& patience) {
        const auto admin = desk->admin();
        if (!admin.has_value()) return handler(admin.error());
        handler(desk->as_admin<std::vector<provider::Found>>(
            admin.value(), patience,
            [&](const Door& door) { return desk->server().find_by_tag(door, tag, patience); }));
    });
}

}  // namespace curfew::providers
