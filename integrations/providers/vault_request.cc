#include "integrations/providers/vault_request.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "integrations/http/target.h"
#include "integrations/providers/wiped_draft.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;

bool is_header_text(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) {
        return static_cast<unsigned char>(letter) > ' ' && letter != '\x7f';
    });
}

SecretString body_of(const std::vector<VaultField>& fields) {
    std::size_t size = 2;
    for (const VaultField& field : fields) {
        size += (field.name.size() + field.value.size()) * kEscapedBytesMax + 6;
    }
    WipedDraft body(size);
    body.append("{");
    for (const VaultField& field : fields) {
        if (body.text().size() > 1) body.append(",");
        body.append_json(field.name).append(":");
        if (field.is_bare) body.append(field.value);
        else body.append_json(field.value);
    }
    body.append("}");
    return body.secret();
}

Result<std::string_view> part_of(const provider::Credential& credential, std::string_view name) {
    const SecretString* const part = credential.part(name);
    if (part != nullptr && !part->empty()) return part->reveal();
    return Error(ErrorKind::invalid_input, "its " + std::string(name) + " was not found beside it");
}

// Whose secret id it is: the role's name stands beside it where we made it.
Result<std::string> approle_path(const VaultSite& site, const provider::Credential& credential,
                                 std::string_view act) {
    const auto beside = part_of(credential, "role_name");
    const std::string role(beside.has_value() ? beside.value() : site.approle_role);
    if (role.empty()) {
        return Error(ErrorKind::unsupported,
                     "the role it belongs to is not known: name approle_role in the configuration");
    }
    return checked_path("auth/" + site.approle_mount + "/role/" + role + "/" + std::string(act));
}

Error no_admin() {
    return {ErrorKind::unsupported,
            "asking about it needs a token of our own: name admin in [provider.vault]"};
}

}  // namespace

VaultKind vault_kind_of(const rules::Signature& signature) {
    const std::string& id = signature.id.value;
    if (id == "vault-approle-secret") return VaultKind::secret_id;
    if (id == "vault-lease") return VaultKind::lease;
    if (id == "vault-certificate") return VaultKind::certificate;
    if (id == "vault-batch-token") return VaultKind::batch_token;
    return VaultKind::token;
}

VaultSite VaultSite::from(const provider::Access& access) {
    VaultSite site;
    const provider::ProviderAccess* const own = access.of("vault");
    if (own == nullptr) return site;
    site.base = own->base.substr(0, own->base.find_last_not_of('/') + 1);
    const auto target = http::target_of(site.base, {.private_addresses = true, .plain = true});
    if (target.has_value()) site.host = target.value().host;
    site.name_space = own->setting("namespace");
    if (!own->setting("approle_mount").empty()) site.approle_mount = own->setting("approle_mount");
    site.approle_role = own->setting("approle_role");
    if (!own->setting("pki_mount").empty()) site.pki_mount = own->setting("pki_mount");
    site.admin = own->admin.duplicate();
    return site;
}

Result<std::string> checked_path(std::string_view path) {
    const bool is_plain = std::ranges::all_of(path, [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
               std::string_view("-_./:").find(letter) != std::string_view::npos;
    });
    const bool stays = !path.empty() && !path.starts_with('/') && !path.ends_with('/') &&
                       path.find("..") == std::string_view::npos &&
                       path.find("//") == std::string_view::npos;
    if (is_plain && stays) return std::string(path);
    return Error(ErrorKind::invalid_input, "its path holds what cannot stand in an address");
}

Result<core::HttpRequest> vault_request(const VaultSite& site, const VaultCall& call) {
    if (site.base.empty()) {
        return Error(ErrorKind::unsupported,
                     "the address to ask is not known: name base in [provider.vault]");
    }
    const std::string_view token = call.token.empty() ? site.admin.reveal() : call.token;
    if (token.empty()) return no_admin();
    if (!is_header_text(token)) {
        return Error(ErrorKind::invalid_input,
                     "the token holds a blank or control character and cannot stand in a header");
    }
    core::HttpRequest request;
    request.method = call.method;
    request.url = SecretString(site.base + "/v1/" + call.path);
    request.headers.push_back({"X-Vault-Token", SecretString(token)});
    // Without it some forwarding servers answer with a page.
    request.headers.push_back({"X-Vault-Request", SecretString(std::string_view("true"))});
    if (!site.name_space.empty()) {
        request.headers.push_back({"X-Vault-Namespace", SecretString(site.name_space)});
    }
    if (!call.fields.empty()) {
        request.headers.push_back(
            {"Content-Type", SecretString(std::string_view("application/json"))});
        request.body = body_of(call.fields);
    }
    request.reach = {.private_addresses = true, .plain = true};
    return request;
}

Result<VaultCall> vault_question(const VaultSite& site, const provider::Credential& credential) {
    const std::string_view secret = credential.secret.reveal();
    if (secret.empty()) return Error(ErrorKind::invalid_input, "there is no secret to ask about");
    const VaultKind kind = vault_kind_of(*credential.signature);
    const bool is_token = kind == VaultKind::token || kind == VaultKind::batch_token;
    if (!is_token && !site.has_admin()) return no_admin();
    switch (kind) {
        case VaultKind::token:
        case VaultKind::batch_token: {
            if (!site.has_admin()) return VaultCall{"GET", "auth/token/lookup-self", {}, secret};
            const auto accessor = part_of(credential, "accessor");
            if (!accessor.has_value()) {
                return VaultCall{"POST", "auth/token/lookup", {{"token", secret}}};
            }
            return VaultCall{
                "POST", "auth/token/lookup-accessor", {{"accessor", accessor.value()}}};
        }
        case VaultKind::secret_id: {
            TRY_ASSIGN(std::string path, approle_path(site, credential, "secret-id/lookup"));
            return VaultCall{"POST", std::move(path), {{"secret_id", secret}}};
        }
        case VaultKind::lease: {
            TRY_ASSIGN(const std::string_view id, part_of(credential, "lease_id"));
            return VaultCall{"POST", "sys/leases/lookup", {{"lease_id", id}}};
        }
        case VaultKind::certificate: {
            TRY_ASSIGN(const std::string_view serial, part_of(credential, "serial_number"));
            TRY_ASSIGN(std::string path,
                       checked_path(site.pki_mount + "/cert/" + std::string(serial)));
            return VaultCall{"GET", std::move(path)};
        }
    }
    return Error(ErrorKind::internal, "a kind without a question");
}

Result<VaultCall> vault_ending(const VaultSite& site, const provider::Credential& credential,
                               std::string_view id) {
    const std::string_view secret = credential.secret.reveal();
    if (secret.empty()) return Error(ErrorKind::invalid_input, "there is no secret to end");
    switch (vault_kind_of(*credential.signature)) {
        case VaultKind::token:
            if (!site.has_admin() || id.empty()) {
                return VaultCall{"POST", "auth/token/revoke-self", {}, secret};
            }
            return VaultCall{"POST", "auth/token/revoke-accessor", {{"accessor", id}}};
        case VaultKind::batch_token:
            return Error(ErrorKind::unsupported,
                         "batch tokens cannot be revoked: end the parent token, or wait");
        case VaultKind::secret_id: {
            TRY_ASSIGN(std::string path,
                       approle_path(site, credential, "secret-id-accessor/destroy"));
            return VaultCall{"POST", std::move(path), {{"secret_id_accessor", id}}};
        }
        case VaultKind::lease: {
            TRY_ASSIGN(const std::string_view lease, part_of(credential, "lease_id"));
            return VaultCall{
                "PUT", "sys/leases/revoke", {{"lease_id", lease}, {"sync", "true", true}}};
        }
        case VaultKind::certificate: {
            TRY_ASSIGN(const std::string_view serial, part_of(credential, "serial_number"));
            TRY_ASSIGN(std::string path, checked_path(site.pki_mount + "/revoke"));
            return VaultCall{"POST", std::move(path), {{"serial_number", serial}}};
        }
    }
    return Error(ErrorKind::internal, "a kind without an ending");
}

}  // namespace curfew::providers
