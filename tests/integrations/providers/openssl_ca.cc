#include "tests/integrations/providers/openssl_ca.h"

#include "scanner/core/check.h"
#include "tests/support/servers/child_process.h"

namespace curfew::support {
namespace {

using core::check;

constexpr const char* kOpenssl = "/usr/bin/openssl";

}  // namespace

OpensslCa::OpensslCa(const TempDir& folder, const std::string& name) : folder_(folder.path()) {
    folder.write("index.txt", "");
    folder.write("serial", "1000\n");
    folder.write("crlnumber", "1000\n");
    folder.write("new/keep", "");
    write_config({}, {});
    run({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
         "30", "-subj", "/CN=" + name, "-keyout", path("ca.key"), "-out", path("ca.crt"), "-config",
         path("openssl.cnf"), "-extensions", "v3_ca"});
}

void OpensslCa::set_addresses(const std::string& list, const std::string& ocsp) {
    write_config(list, ocsp);
}

void OpensslCa::write_config(const std::string& list, const std::string& ocsp) const {
    const std::string addresses =
        (list.empty() ? "" : "crlDistributionPoints=URI:" + list + "\n") +
        (ocsp.empty() ? "" : "authorityInfoAccess=OCSP;URI:" + ocsp + "\n");
    write_file(path("openssl.cnf"),
               "[ca]\ndefault_ca=own\n[own]\ndir=" + folder_ + "\nnew_certs_dir=" + folder_ +
                   "/new\ndatabase=" + folder_ + "/index.txt\nserial=" + folder_ +
                   "/serial\ncrlnumber=" + folder_ + "/crlnumber\ncertificate=" + folder_ +
                   "/ca.crt\nprivate_key=" + folder_ +
                   "/ca.key\ndefault_md=sha256\ndefault_days=1\ndefault_crl_days=1\npolicy=any\n"
                   "unique_subject=no\nx509_extensions=leaf\ncopy_extensions=none\n"
                   "[any]\ncommonName=supplied\n"
                   "[req]\ndistinguished_name=name\nprompt=no\n[name]\n"
                   "[v3_ca]\nbasicConstraints=critical,CA:true\n"
                   "keyUsage=critical,keyCertSign,cRLSign,digitalSignature\n"
                   "subjectKeyIdentifier=hash\n"
                   "[leaf]\nbasicConstraints=critical,CA:false\n" +
                   addresses +
                   "[responder]\nbasicConstraints=critical,CA:false\n"
                   "extendedKeyUsage=OCSPSigning\n");
}

void OpensslCa::run(const std::vector<std::string>& arguments) const {
    const auto outcome = run_client({.program = kOpenssl, .arguments = arguments});
    check(outcome.has_value() && outcome.value().exit_code == 0);
}

void OpensslCa::issue(const std::string& name, const std::vector<std::string>& more) const {
    run({"req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
         "/CN=" + name, "-keyout", path(name + ".key"), "-out", path(name + ".csr"), "-config",
         path("openssl.cnf")});
    std::vector<std::string> arguments{"ca",
                                       "-batch",
                                       "-notext",
                                       "-config",
                                       path("openssl.cnf"),
                                       "-in",
                                       path(name + ".csr"),
                                       "-out",
                                       path(name + ".crt")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run(arguments);
}

void OpensslCa::revoke(const std::string& name, const std::string& reason) const {
    run({"ca", "-config", path("openssl.cnf"), "-revoke", path(name + ".crt"), "-crl_reason",
         reason});
}

std::string OpensslCa::list(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"ca",   "-gencrl",      "-config", path("openssl.cnf"),
                                       "-out", path("crl.pem")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run(arguments);
    run({"crl", "-in", path("crl.pem"), "-outform", "DER", "-out", path("crl.der")});
    return read_file(path("crl.der"));
}

std::string OpensslCa::answer_ocsp(const std::string& question, const std::string& signer,
                                   const std::vector<std::string>& more) const {
    write_file(path("question.der"), question);
    std::vector<std::string> arguments{"ocsp",
                                       "-index",
                                       path("index.txt"),
                                       "-CA",
                                       path("ca.crt"),
                                       "-rsigner",
                                       path(signer + ".crt"),
                                       "-rkey",
                                       path(signer + ".key"),
                                       "-reqin",
                                       path("question.der"),
                                       "-respout",
                                       path("answer.der"),
                                       "-nmin",
                                       "10"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    run(arguments);
    return read_file(path("answer.der"));
}

}  // namespace curfew::support
