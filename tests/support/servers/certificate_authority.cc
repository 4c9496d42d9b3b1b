#include "tests/support/servers/certificate_authority.h"

#include "tests/support/servers/server_tools.h"

namespace curfew::support {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

Result<std::string> openssl(std::vector<std::string> arguments) {
    TRY_ASSIGN(const std::string program, system_program("openssl"));
    TRY_ASSIGN(ClientOutcome outcome,
               run_client({.program = program, .arguments = std::move(arguments)}));
    if (outcome.exit_code == 0) return outcome.output + outcome.errors;
    return Error(ErrorKind::internal, "openssl failed: " + outcome.errors);
}

std::string settings(const std::string& folder, const std::string& base) {
    return "[ca]\ndefault_ca = authority\n"
           "[authority]\n"
           "database = " +
           folder +
           "/index\n"
           "new_certs_dir = " +
           folder +
           "/issued\n"
           "certificate = " +
           folder +
           "/authority.pem\n"
           "private_key = " +
           folder +
           "/authority.key\n"
           "rand_serial = yes\ndefault_md = sha256\ndefault_days = 1\ndefault_crl_days = 1\n"
           "unique_subject = no\npolicy = names\nx509_extensions = leaf\n"
           "[names]\ncommonName = supplied\n"
           "[leaf]\n"
           "basicConstraints = critical, CA:FALSE\n"
           "keyUsage = critical, digitalSignature\n"
           "subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n"
           "crlDistributionPoints = URI:" +
           base +
           "/list.crl\n"
           "authorityInfoAccess = OCSP;URI:" +
           base + "/ocsp\n";
}

HttpScripted refusal(int status) {
    return {.status = status, .headers = {{"Content-Type", "text/plain"}}};
}

/// One OCSP question, answered by OpenSSL over the authority's database.
HttpScripted ocsp_answer(const std::string& folder, const std::string& question) {
    const TempDir own;
    const auto made =
        openssl({"ocsp", "-index", folder + "/index", "-CA", folder + "/authority.pem", "-rsigner",
                 folder + "/authority.pem", "-rkey", folder + "/authority.key", "-nmin", "5",
                 "-reqin", own.write("question", question), "-respout", own.at("answer")});
    if (!made.has_value()) return refusal(500);
    return {.body = read_file(own.at("answer")),
            .headers = {{"Content-Type", "application/ocsp-response"}}};
}

HttpScripted web_answer(const std::string& folder, bool is_available, const HttpSeen& seen) {
    if (!is_available) return refusal(503);
    if (seen.target == "/list.crl") {
        return {.body = read_file(folder + "/list.crl"),
                .headers = {{"Content-Type", "application/pkix-crl"}}};
    }
    if (seen.target == "/ocsp" && seen.method == "POST") return ocsp_answer(folder, seen.body);
    return refusal(404);
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::start() {
    CertificateAuthority authority(std::make_unique<TempDir>());
    TRY(authority.prepare());
    return authority;
}

Result<void> CertificateAuthority::prepare() {
    web_ = std::make_unique<ScriptedHttp>(
        [folder = folder_->path(), available = is_available_.get()](const HttpSeen& seen) {
            return web_answer(folder, *available, seen);
        });
    folder_->write("index", "");
    folder_->write("issued/none", "");
    folder_->write("settings", settings(folder_->path(), web_->base()));
    TRY(openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-days", "2", "-subj", "/CN=Authority of the tests", "-keyout",
                 folder_->at("authority.key"), "-out", certificate_file()}));
    return publish();
}

Result<void> CertificateAuthority::publish() const {
    TRY(openssl({"ca", "-batch", "-config", folder_->at("settings"), "-gencrl", "-out",
                 folder_->at("list.pem")}));
    TRY(openssl({"crl", "-in", folder_->at("list.pem"), "-outform", "DER", "-out",
                 folder_->at("list.crl")}));
    return {};
}

Result<IssuedCertificate> CertificateAuthority::issue(const std::string& name,
                                                      const CertificateTimes& times) const {
    const TempDir own;
    TRY(openssl({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                 "-subj", "/CN=" + name, "-keyout", own.at("key"), "-out", own.at("request")}));
    std::vector<std::string> arguments = {"ca",
                                          "-batch",
                                          "-notext",
                                          "-config",
                                          folder_->at("settings"),
                                          "-in",
                                          own.at("request"),
                                          "-out",
                                          own.at("certificate")};
    if (!times.begin.empty()) arguments.insert(arguments.end(), {"-startdate", times.begin});
    if (!times.end.empty()) arguments.insert(arguments.end(), {"-enddate", times.end});
    TRY(openssl(std::move(arguments)));
    TRY_ASSIGN(const std::string line,
               openssl({"x509", "-noout", "-serial", "-in", own.at("certificate")}));
    const std::size_t begin = line.find('=') + 1;
    return IssuedCertificate{read_file(own.at("certificate")), read_file(own.at("key")),
                             line.substr(begin, line.find('\n') - begin)};
}

Result<void> CertificateAuthority::revoke(const IssuedCertificate& issued) const {
    const TempDir own;
    TRY(openssl({"ca", "-batch", "-config", folder_->at("settings"), "-revoke",
                 own.write("certificate", issued.certificate), "-crl_reason", "keyCompromise"}));
    return publish();
}

Result<std::string> CertificateAuthority::status_of(const IssuedCertificate& issued) const {
    const TempDir own;
    const std::string file = own.write("certificate", issued.certificate);
    TRY_ASSIGN(const std::string said,
               openssl({"ocsp", "-CAfile", certificate_file(), "-issuer", certificate_file(),
                        "-cert", file, "-url", ocsp_url()}));
    const std::size_t begin = said.find(file + ": ");
    if (begin == std::string::npos || said.find("Response verify OK") == std::string::npos) {
        return Error(ErrorKind::corrupt, "openssl understood no answer: " + said);
    }
    const std::size_t word = begin + file.size() + 2;
    return said.substr(word, said.find('\n', word) - word);
}

}  // namespace curfew::support
