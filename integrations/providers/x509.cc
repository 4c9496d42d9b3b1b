#include "integrations/providers/x509.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "integrations/http/target.h"
#include "integrations/providers/acme_revocation.h"
#include "integrations/providers/setting_words.h"
#include "integrations/providers/x509_inquiry.h"
#include "integrations/providers/x509_subject.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::Binding;
using provider::Credential;
using provider::Detail;
using provider::Facts;
using provider::Inspection;
using provider::Proof;
using provider::ProviderAccess;
using provider::Step;
using provider::Target;
using Said = X509Status::State;

/// CA/Browser Forum Baseline Requirements 4.9.7: a list is renewed within a day of a revocation.
constexpr core::Duration kSettlesIn = std::chrono::hours(24);

/// What the configuration says, shared by the calls under way.
struct Office {
    core::HttpClient& client;
    const core::Clock& clock;
    std::set<std::string> hosts{};
    X509Addresses addresses{};
    std::string acme_directory{};
    std::string acme_account{};
    core::SecretString account_key{};
    CertificateBundle issuers{};
    std::optional<Error> problem{};  ///< of the configuration
};
using SharedOffice = std::shared_ptr<const Office>;
using SharedSubject = std::shared_ptr<const X509Subject>;

void read_settings(Office& office, const ProviderAccess& access) {
    office.addresses = {.ocsp = std::string(access.setting("ocsp")),
                        .list = std::string(access.setting("crl"))};
    office.acme_directory = access.setting("acme_directory");
    office.acme_account = access.setting("acme_account");
    office.account_key = access.admin.duplicate();
    for (const std::string* address :
         {&office.addresses.ocsp, &office.addresses.list, &office.acme_directory}) {
        if (address->empty() || http::target_of(*address, {true, true}).has_value()) continue;
        office.problem =
            Error(ErrorKind::invalid_input, "[provider.x509] holds an address that is no http(s)");
    }
    auto issuers = certificate_bundle(words_in(access.setting("issuers")));
    if (issuers.has_value()) {
        office.issuers = std::move(issuers).value();
    } else {
        office.problem = std::move(issuers).error().at("[provider.x509] issuers");
    }
}

/// What can be said without asking anybody.
std::optional<Inspection> settled_offline(const X509Subject& subject, core::Instant now) {
    Inspection inspection;
    const auto end = core::instant_of(subject.expires_at());
    const auto begin = subject.not_before();
    if (end && now >= *end) {
        inspection.detail = Detail::expired;
        inspection.reason = "its own end has passed";
        inspection.evidence.mark = "notAfter";
    } else if (begin && now < *begin) {
        inspection.detail = Detail::unclear;
        inspection.reason = "it begins to be accepted only at " + core::to_text(*begin);
    } else if (subject.is_self_signed()) {
        inspection.detail = Detail::not_askable;
        inspection.reason = "it is signed by itself; nobody else can revoke it";
    } else if (!subject.issuer) {
        // Made up, or from an authority that has to be configured: a signature tells them apart.
        inspection.detail = Detail::refused;
        inspection.reason = "no known authority has signed it; `issuers` of [provider.x509]";
        inspection.evidence.mark = "no known authority";
    } else {
        return std::nullopt;
    }
    return inspection;
}

Detail detail_of(Said said) {
    switch (said) {
        case Said::good:
            return Detail::live;
        case Said::revoked:
            return Detail::revoked;
        case Said::on_hold:
            return Detail::disabled;
        case Said::unclear:
            return Detail::unclear;
    }
    return Detail::unclear;
}

std::string joined_reasons(const std::vector<X509Answer>& answers) {
    std::string text;
    for (const X509Answer& answer : answers) {
        text += (text.empty() ? "" : "; ") + answer.evidence.mark;
    }
    return text;
}

Inspection inspection_from(const std::vector<X509Answer>& answers) {
    Inspection inspection;
    const X509Answer& last = answers.back();
    inspection.detail = detail_of(last.status.state);
    inspection.reason =
        inspection.detail == Detail::unclear ? joined_reasons(answers) : last.status.reason;
    inspection.evidence = last.evidence;
    return inspection;
}

Proof proof_from(const std::vector<X509Answer>& answers) {
    const auto says = [&answers](Said said) {
        return std::ranges::any_of(
            answers, [said](const X509Answer& answer) { return answer.status.state == said; });
    };
    Proof proof;
    proof.reason = joined_reasons(answers);
    for (const X509Answer& answer : answers) proof.evidence.push_back(answer.evidence);
    if (says(Said::good)) {
        proof.state = Proof::State::alive;
    } else if (says(Said::revoked) && !says(Said::on_hold)) {
        proof.state = Proof::State::dead;
    }
    return proof;
}

Binding binding_from(const Result<X509Subject>& subject) {
    Binding binding;
    if (!subject.has_value()) {
        const std::string& why = subject.error().message();
        const bool is_other = why.find("not the certificate's") != std::string::npos;
        binding.state = is_other ? Binding::State::ambiguous : Binding::State::impossible;
        binding.reason = why + "; needs a person";
        return binding;
    }
    binding.state = Binding::State::bound;
    binding.id = subject.value().id();
    binding.how = subject.value().key ? "self" : "embedded";
    binding.owner = subject.value().owner();
    return binding;
}

class X509Provider final : public provider::Provider {
  public:
    X509Provider(core::HttpClient& client, const core::Clock& clock,
                 const provider::Access& access) {
        auto office = std::make_shared<Office>(Office{.client = client, .clock = clock});
        office->hosts = access.hosts;
        const ProviderAccess* told = access.of("x509");
        if (told != nullptr) read_settings(*office, *told);
        office_ = std::move(office);
    }

    [[nodiscard]] Facts facts(const rules::Signature& signature) const override {
        Facts facts;
        facts.settings_id = "x509";
        facts.revocability = signature.revocability;
        facts.is_askable = !office_->hosts.empty() || !office_->addresses.ocsp.empty() ||
                           !office_->addresses.list.empty();
        facts.can_end = !office_->acme_directory.empty();
        facts.needs_admin = signature.kind == rules::SecretKind::certificate;
        facts.is_reversible = signature.end.is_reversible;
        facts.is_idempotent = true;
        facts.blast_radius = signature.blast_radius;
        facts.asking_note = signature.ask.note;
        facts.page = signature.end.page;
        facts.note = signature.end.note;
        facts.settles_in = kSettlesIn;
        return facts;
    }

    [[nodiscard]] Result<Target> target(const Credential& credential) const override {
        TRY_ASSIGN(const std::vector<X509Question> questions, questions_of(credential));
        return Target{questions.front().host, questions.front().source};
    }

    [[nodiscard]] Result<Credential> made_up(const Credential& credential) const override {
        TRY_ASSIGN(const X509Subject subject, subject_of(*office_, credential));
        Credential control;
        control.signature = credential.signature;
        TRY_ASSIGN(control.secret, made_up_certificate(*subject.certificate));
        return control;
    }

    [[nodiscard]] Result<std::string> explain_question(
        const Credential& credential) const override {
        TRY_ASSIGN(const std::vector<X509Question> questions, questions_of(credential));
        std::string lines;
        for (const X509Question& question : questions) {
            lines += (question.is_ocsp ? "POST " : "GET ") + question.address +
                     (question.is_ocsp ? "  (the certificate's number and issuer)\n" : "\n");
        }
        return lines;
    }

    [[nodiscard]] Result<std::string> explain_ending(const Credential& /*credential*/,
                                                     const Binding& binding) const override {
        if (office_->acme_directory.empty()) {
            return Error(ErrorKind::unsupported, "no `acme_directory` is configured");
        }
        return "GET " + office_->acme_directory +
               "\nHEAD its newNonce\nPOST its revokeCert  (signed; the certificate of " +
               (binding.id.empty() ? "{id}" : binding.id) + ", reason keyCompromise)\n";
    }

    void introspect(Credential credential, provider::InspectionHandler handler) override {
        later(std::move(credential),
              [handler = std::move(handler)](const SharedOffice& office, const Credential& asked) {
                  inspect(office, asked, handler);
              });
    }

    void bind(Credential credential, provider::BindingHandler handler) override {
        later(std::move(credential),
              [handler = std::move(handler)](const SharedOffice& office, const Credential& asked) {
                  handler(binding_from(subject_of(*office, asked)));
              });
    }

    void revoke(Credential credential, Binding binding, provider::StepHandler handler) override {
        later(std::move(credential), [handler = std::move(handler), binding = std::move(binding)](
                                         const SharedOffice& office, const Credential& asked) {
            end(office, asked, binding, handler);
        });
    }

    void prove_dead(Credential credential, Binding /*binding*/, bool /*was_live*/,
                    provider::ProofHandler handler) override {
        later(std::move(credential),
              [handler = std::move(handler)](const SharedOffice& office, const Credential& asked) {
                  prove(office, asked, handler);
              });
    }

  private:
    using Call = std::function<void(const SharedOffice&, const Credential&)>;

    /// On the client's thread: a handler never runs inside the call.
    void later(Credential credential, Call call) {
        office_->client.run_after(
            core::Duration::zero(),
            [office = office_, call = std::move(call),
             held = std::make_shared<Credential>(std::move(credential))] { call(office, *held); });
    }

    static Result<X509Subject> subject_of(const Office& office, const Credential& credential) {
        if (office.problem) return Error(*office.problem);
        return x509_subject_of(credential, office.issuers);
    }

    [[nodiscard]] Result<std::vector<X509Question>> questions_of(
        const Credential& credential) const {
        TRY_ASSIGN(const X509Subject subject, subject_of(*office_, credential));
        return questions_about(*subject.certificate, office_->addresses, office_->hosts);
    }

    static void inspect(const SharedOffice& office, const Credential& credential,
                        const provider::InspectionHandler& handler) {
        Inspection inspection;
        auto read = subject_of(*office, credential);
        if (!read.has_value()) {
            inspection.detail = Detail::unclear;
            inspection.reason = read.error().message();
            return handler(std::move(inspection));
        }
        const auto subject = std::make_shared<const X509Subject>(std::move(read).value());
        auto questions = questions_about(*subject->certificate, office->addresses, office->hosts);
        if (auto settled = settled_offline(*subject, office->clock.now())) {
            inspection = std::move(*settled);
        } else if (!questions.has_value()) {
            inspection.detail = Detail::not_asked;
            inspection.reason = questions.error().message();
        } else {
            return start_inquiry(office->client, office->clock,
                                 {subject, std::move(questions).value(), HowMany::until_clear},
                                 [subject, handler](const std::vector<X509Answer>& answers) {
                                     handler(complete(inspection_from(answers), *subject));
                                 });
        }
        inspection.evidence.asked_at = office->clock.now();
        handler(complete(std::move(inspection), *subject));
    }

    static Inspection complete(Inspection inspection, const X509Subject& subject) {
        inspection.expires_at = subject.expires_at();
        inspection.owner = subject.owner();
        return inspection;
    }

    static void end(const SharedOffice& office, const Credential& credential,
                    const Binding& binding, const provider::StepHandler& handler) {
        auto read = subject_of(*office, credential);
        if (!read.has_value()) return handler({.reason = read.error().message()});
        X509Subject subject = std::move(read).value();
        if (binding.state != Binding::State::bound || binding.id != subject.id()) {
            return handler({.reason = "the id is not proven to be this one's"});
        }
        if (office->acme_directory.empty()) {
            return handler({.reason = "no `acme_directory` is configured for [provider.x509]"});
        }
        AcmeRevocation revocation{.directory = office->acme_directory,
                                  .account = {},
                                  .key = std::move(subject.key),
                                  .certificate = subject.der()};
        if (!revocation.key) {
            auto key = private_key_in(office->account_key.reveal());
            if (!key.has_value() || office->acme_account.empty()) {
                return handler({.reason = "neither its private key nor an ACME account is known"});
            }
            revocation.key = std::move(key).value();
            revocation.account = office->acme_account;
        }
        start_acme_revocation(office->client, office->clock, std::move(revocation),
                              [office, handler](Step step) { handler(std::move(step)); });
    }

    static void prove(const SharedOffice& office, const Credential& credential,
                      const provider::ProofHandler& handler) {
        auto read = subject_of(*office, credential);
        if (!read.has_value()) return handler({.reason = read.error().message()});
        const auto subject = std::make_shared<const X509Subject>(std::move(read).value());
        const auto settled = settled_offline(*subject, office->clock.now());
        if (settled) {
            const bool is_over = settled->detail == Detail::expired;
            return handler({.state = is_over ? Proof::State::dead : Proof::State::unclear,
                            .reason = settled->reason});
        }
        auto questions = questions_about(*subject->certificate, office->addresses, office->hosts);
        if (!questions.has_value()) return handler({.reason = questions.error().message()});
        start_inquiry(office->client, office->clock,
                      {subject, std::move(questions).value(), HowMany::all},
                      [office, handler](const std::vector<X509Answer>& answers) {
                          handler(proof_from(answers));
                      });
    }

    SharedOffice office_;
};

}  // namespace

std::unique_ptr<provider::Provider> make_x509_provider(core::HttpClient& client,
                                                       const core::Clock& clock,
                                                       const provider::Access& access) {
    return std::make_unique<X509Provider>(client, clock, access);
}

}  // namespace curfew::providers
