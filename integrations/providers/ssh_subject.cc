#include "integrations/providers/ssh_subject.h"

#include <fstream>
#include <string_view>
#include <utility>

#include "integrations/process/child.h"
#include "integrations/process/private_folder.h"
#include "integrations/providers/pem_text.h"
#include "integrations/providers/ssh_sessions.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;
using process::Command;
using process::Outcome;
using process::PrivateFolder;

constexpr std::string_view kCertificateMark = "-cert-v01@openssh.com ";
constexpr const char* kInput = "/proc/self/fd/0";
constexpr std::size_t kMadeUpBytesMax = 4096;

Error wrong(std::string_view what) {
    return {ErrorKind::invalid_input, std::string(what)};
}

Result<SshPublicKey> public_half(const SecretString& key, const std::string& keygen,
                                 const core::Clock& clock) {
    Command command;
    command.program = keygen;
    command.arguments = {"-y", "-P", "", "-f", kInput};
    command.input = key.duplicate();
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock));
    if (outcome.errors.find("incorrect passphrase") != std::string::npos) {
        return wrong("the key is behind a passphrase; whose it is cannot be proven without it");
    }
    if (outcome.exit_code != 0) return wrong("ssh-keygen reads no private key in it");
    return parse_ssh_key(outcome.output);
}

/// Signs something with the private half and checks that it was the public one's.
Result<void> check_halves(const SecretString& key, const SshPublicKey& half,
                          const std::string& keygen, const core::Clock& clock) {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY_ASSIGN(const std::string text, folder.write("text", "whose key is this?\n"));
    Command sign;
    sign.program = keygen;
    sign.arguments = {"-Y", "sign", "-f", kInput, "-n", "curfew", text};
    sign.input = key.duplicate();
    TRY_ASSIGN(const Outcome signature, process::run(sign, clock));
    Command check;
    check.program = keygen;
    check.arguments = {"-Y", "check-novalidate", "-n", "curfew", "-s", text + ".sig"};
    check.input = SecretString(std::string_view("whose key is this?\n"));
    TRY_ASSIGN(const Outcome outcome, process::run(check, clock));
    const bool holds = signature.exit_code == 0 && outcome.exit_code == 0 &&
                       outcome.output.starts_with("Good \"curfew\" signature ") &&
                       outcome.output.ends_with(" key " + half.fingerprint() + "\n");
    if (!holds) return wrong("the private half does not sign for the public one beside it");
    return {};
}

/// ssh-keygen prints a certificate only when the authority inside it has signed it.
Result<void> check_signature(const SshCertificate& certificate, const std::string& keygen,
                             const core::Clock& clock) {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY_ASSIGN(const std::string file, folder.write("seen.pub", certificate.line + "\n"));
    Command command;
    command.program = keygen;
    command.arguments = {"-L", "-f", file};
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock));
    if (outcome.exit_code != 0) return wrong("the certificate's signature does not hold");
    return {};
}

Result<void> make_key(const std::string& path, const std::string& keygen,
                      const core::Clock& clock) {
    Command command;
    command.program = keygen;
    command.arguments = {"-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path};
    TRY_ASSIGN(const Outcome outcome, process::run(command, clock));
    if (outcome.exit_code != 0) return Error(ErrorKind::internal, "no made-up key can be made");
    return {};
}

SecretString content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(kMadeUpBytesMax, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    return SecretString(std::string_view(text).substr(0, static_cast<std::size_t>(file.gcount())));
}

}  // namespace

std::string SshSubject::id() const {
    if (!certificate || certificate->serial == 0) return key.fingerprint();
    return "serial " + std::to_string(certificate->serial) + " of " +
           certificate->authority.fingerprint();
}

std::string SshSubject::line() const {
    return certificate ? certificate->line : key.line();
}

SshRevocation SshSubject::revocation() const {
    return certificate ? revocation_of(*certificate) : revocation_of(key);
}

std::vector<std::string> SshSubject::sessions() const {
    return certificate ? sessions_of(*certificate) : sessions_of(key);
}

SshCredentialFile SshSubject::shown() const {
    if (certificate) return {.certificate = certificate->line + "\n"};
    return {.private_key = &private_key};
}

bool is_ssh_certificate(const provider::Credential& credential) {
    return credential.secret.reveal().find(kCertificateMark) != std::string_view::npos;
}

Result<SshSubject> ssh_subject_of(const provider::Credential& credential, const std::string& keygen,
                                  const core::Clock& clock) {
    const std::string_view text = credential.secret.reveal();
    if (is_ssh_certificate(credential)) {
        TRY_ASSIGN(SshCertificate certificate, parse_ssh_certificate(text));
        TRY(check_signature(certificate, keygen, clock));
        SshPublicKey key = certificate.key;
        return SshSubject{.key = std::move(key), .certificate = std::move(certificate)};
    }
    SecretString key = normalised_pem(text);
    TRY_ASSIGN(SshPublicKey half, public_half(key, keygen, clock));
    TRY(check_halves(key, half, keygen, clock));
    return SshSubject{.key = std::move(half), .private_key = std::move(key)};
}

Result<SecretString> made_up_ssh_key(const std::string& keygen, const core::Clock& clock) {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY(make_key(folder.at("made-up"), keygen, clock));
    return content_of(folder.at("made-up"));
}

Result<SecretString> made_up_ssh_certificate(const std::string& keygen, const std::string& name,
                                             const core::Clock& clock) {
    TRY_ASSIGN(const PrivateFolder folder, PrivateFolder::make());
    TRY(make_key(folder.at("made-up"), keygen, clock));
    TRY(make_key(folder.at("authority"), keygen, clock));
    Command sign;
    sign.program = keygen;
    sign.arguments = {
        "-q", "-s",      folder.at("authority"),  "-I", "made-up", "-n", name, "-z", "1",
        "-V", "-5m:+5m", folder.at("made-up.pub")};
    TRY_ASSIGN(const Outcome outcome, process::run(sign, clock));
    if (outcome.exit_code != 0) return Error(ErrorKind::internal, "no certificate can be made up");
    return content_of(folder.at("made-up-cert.pub"));
}

}  // namespace curfew::providers
