// Certificates of an ACME authority (Pebble, its state told over OCSP by OpenSSL) and of a small
// one without ACME: good, run out, revoked, and of an authority nobody knows. With their keys.

#include <algorithm>
#include <utility>

#include "tests/support/estates/estate.h"
#include "tests/support/scripted_http.h"
#include "tests/support/servers/certificate_authority.h"
#include "tests/support/servers/child_process.h"
#include "tests/support/servers/pebble.h"
#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

Result<std::string> openssl(std::vector<std::string> arguments) {
    TRY_ASSIGN(const std::string program, system_program("openssl"));
    TRY_ASSIGN(const ClientOutcome outcome,
               run_client({.program = program, .arguments = std::move(arguments)}));
    if (outcome.exit_code == 0) return outcome.output;
    return Error(ErrorKind::internal, "openssl failed: " + outcome.errors);
}

/// `openssl x509 -FIELD`: what stands behind the "=".
Result<std::string> field_of(const std::string& certificate, const char* field,
                             const char* more = "-noout") {
    const TempDir own;
    TRY_ASSIGN(std::string line,
               openssl({"x509", "-noout", field, more, "-in", own.write("pem", certificate)}));
    line.erase(0, line.find('=') + 1);
    line.resize(line.find('\n'));
    return line;
}

/// "2031-05-06T07:08:09Z".
Result<std::string> end_of(const std::string& certificate) {
    TRY_ASSIGN(std::string end, field_of(certificate, "-enddate", "-dateopt=iso_8601"));
    std::replace(end.begin(), end.end(), ' ', 'T');
    return end;
}

/// `openssl verify`: its signature and its time; OCSP says nothing of the latter.
bool holds(const std::string& certificate, const std::string& authority_file) {
    const TempDir own;
    return openssl({"verify", "-partial_chain", "-CAfile", authority_file,
                    own.write("pem", certificate)})
        .has_value();
}

/// The first certificate of a chain.
std::string leaf_of(const std::string& chain) {
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----\n";
    return chain.substr(0, chain.find(kEnd) + kEnd.size());
}

/// Pebble knows which of its certificates are revoked, but speaks no OCSP; OpenSSL does, over a
/// list that is Pebble's own word at each question.
class AcmeAuthority {
  public:
    static Result<std::shared_ptr<AcmeAuthority>> start() {
        auto authority = std::make_shared<AcmeAuthority>();
        TRY_ASSIGN(Pebble pebble, Pebble::start(authority->web_.base() + "/ocsp"));
        authority->pebble_ = std::make_unique<Pebble>(std::move(pebble));
        TRY_ASSIGN(const std::string signer, authority->pebble_->signer());
        TRY_ASSIGN(const std::string key, authority->pebble_->signer_key());
        authority->folder_.write("signer.pem", signer);
        authority->folder_.write("signer.key", key);
        return authority;
    }

    [[nodiscard]] const Pebble& pebble() const { return *pebble_; }
    [[nodiscard]] std::string signer_file() const { return folder_.at("signer.pem"); }

    Result<Pebble::Issued> issue(const std::string& name) {
        TRY_ASSIGN(Pebble::Issued issued, pebble_->issue(name));
        TRY_ASSIGN(const std::string serial, field_of(leaf_of(issued.certificate), "-serial"));
        serials_.push_back(serial);
        return issued;
    }

    /// "good" or "revoked", by `openssl ocsp` as a client.
    [[nodiscard]] Result<std::string> status_of(const std::string& certificate) const {
        const TempDir own;
        const std::string file = own.write("pem", certificate);
        TRY_ASSIGN(const std::string said,
                   openssl({"ocsp", "-CAfile", signer_file(), "-partial_chain", "-issuer",
                            signer_file(), "-cert", file, "-url", web_.base() + "/ocsp"}));
        const std::size_t word = said.find(file + ": ") + file.size() + 2;
        return said.substr(word, said.find('\n', word) - word);
    }

  private:
    /// The list of `openssl ca`: state, end, when it was revoked, serial, file, name.
    [[nodiscard]] std::string list() const {
        std::string lines;
        for (const std::string& serial : serials_) {
            const auto status = pebble_->status_of(serial);
            const bool is_revoked = status.has_value() && status.value() == "Revoked";
            lines += (is_revoked ? "R\t491231235959Z\t260101000000Z,keyCompromise\t"
                                 : "V\t491231235959Z\t\t") +
                     serial + "\tunknown\t/CN=" + serial + "\n";
        }
        return lines;
    }

    HttpScripted answer(const HttpSeen& seen) const {
        const TempDir own;
        const auto made =
            openssl({"ocsp", "-index", own.write("index", list()), "-CA", signer_file(), "-rsigner",
                     signer_file(), "-rkey", folder_.at("signer.key"), "-nmin", "5", "-reqin",
                     own.write("question", seen.body), "-respout", own.at("answer")});
        if (!made.has_value()) return {.status = 500};
        return {.body = read_file(own.at("answer")),
                .headers = {{"Content-Type", "application/ocsp-response"}}};
    }

    TempDir folder_;
    std::unique_ptr<Pebble> pebble_;
    std::vector<std::string> serials_;
    ScriptedHttp web_{[this](const HttpSeen& seen) { return answer(seen); }};  // last: it asks
};

struct Authorities {
    std::shared_ptr<AcmeAuthority> acme;
    CertificateAuthority small;
    CertificateAuthority unknown;
};

class Planter {
  public:
    Planter(Estate& estate, std::shared_ptr<Authorities> authorities)
        : estate_(estate), authorities_(std::move(authorities)) {}

    void acme(const char* title, const std::string& path, const Pebble::Issued& issued,
              const Claim& claim) {
        const std::string leaf = leaf_of(issued.certificate);
        plant(title, path, {leaf, issued.key, {}}, claim, good_by_acme(leaf));
    }
    void small(const char* title, const std::string& path, const IssuedCertificate& issued,
               const Claim& claim) {
        plant(title, path, issued, claim, [owner = authorities_, issued] {
            const auto status = owner->small.status_of(issued);
            return status.has_value() && status.value() == "good" &&
                   holds(issued.certificate, owner->small.certificate_file());
        });
    }
    void unknown(const char* title, const std::string& path, const IssuedCertificate& issued,
                 const Claim& claim) {
        plant(title, path, issued, claim, [] { return false; });
    }
    std::function<bool()> good_by_acme(const std::string& certificate) {
        return [owner = authorities_, certificate] {
            const auto status = owner->acme->status_of(certificate);
            return status.has_value() && status.value() == "good";
        };
    }

  private:
    void plant(const char* title, const std::string& path, const IssuedCertificate& issued,
               const Claim& claim, std::function<bool()> is_taken) {
        estate_.planted.push_back({.title = title,
                                   .path = path,
                                   .text = std::string("BEGIN PRIVATE") + " KEY",
                                   .signature = "pkcs8-private-key",
                                   .claim = claim,
                                   .is_taken = std::move(is_taken)});
        estate_.files[path] = issued.certificate + issued.key;
    }

    Estate& estate_;
    std::shared_ptr<Authorities> authorities_;
};

Result<void> plant_all(Planter& planter, const Authorities& owner, Estate& estate) {
    const std::string asked(kWhenAsked);
    TRY_ASSIGN(const Pebble::Issued shop, owner.acme->issue("shop.example"));
    TRY_ASSIGN(const std::string shop_end, end_of(shop.certificate));
    planter.acme("a good certificate", "tls/shop.pem", shop, {"live", "live", shop_end});
    TRY_ASSIGN(const Pebble::Issued former, owner.acme->issue("former.example"));
    TRY(owner.acme->pebble().revoke(former));
    planter.acme("a revoked certificate", "tls/former.pem", former, {"dead", "revoked", asked});
    TRY_ASSIGN(const IssuedCertificate inner, owner.small.issue("inner.example"));
    TRY_ASSIGN(const std::string inner_end, end_of(inner.certificate));
    planter.small("one whose authority has no ACME", "tls/inner.pem", inner,
                  {"live", "live", inner_end});
    estate.planted.back().outcome = "failed";  // a person asks that authority
    TRY_ASSIGN(const IssuedCertificate old,
               owner.small.issue("old.example", {"20250101000000Z", "20250201000000Z"}));
    planter.small("a certificate that has run out", "tls/old.pem", old,
                  {"dead", "expired", "2025-02-01T00:00:00Z"});
    TRY_ASSIGN(const IssuedCertificate nobodys, owner.unknown.issue("nobody.example"));
    planter.unknown("a certificate of an unknown authority", "tls/nobody.pem", nobodys,
                    {"unknown", "refused", "never"});
    TRY_ASSIGN(const Pebble::Issued other, owner.acme->issue("other.example"));
    estate.foreign.push_back(
        {"Pebble's other certificate", planter.good_by_acme(leaf_of(other.certificate))});
    return {};
}

}  // namespace

Result<Estate> make_certificate_estate(const TempDir& /*folder*/) {
    TRY_ASSIGN(auto acme, AcmeAuthority::start());
    TRY_ASSIGN(CertificateAuthority small, CertificateAuthority::start());
    TRY_ASSIGN(CertificateAuthority unknown, CertificateAuthority::start());
    const auto owner = std::make_shared<Authorities>(
        Authorities{std::move(acme), std::move(small), std::move(unknown)});
    Estate estate{.name = "X.509", .server = owner};
    Planter planter(estate, owner);
    TRY(plant_all(planter, *owner, estate));
    estate.settings = "[provider.x509]\nissuers = \"" + owner->acme->signer_file() + " " +
                      owner->small.certificate_file() + "\"\nacme_directory = \"" +
                      owner->acme->pebble().directory() + "\"\n";
    estate.trusted = read_file(owner->acme->pebble().trusted_file());
    return estate;
}

}  // namespace curfew::support
