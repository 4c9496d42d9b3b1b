#include "integrations/providers/oauth2_issuer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "integrations/http/target.h"
#include "scanner/lifetime/carriers/carrier.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::string_view kDefaultId = "oauth2";
constexpr std::string_view kFurtherIds = "oauth2:";

std::string without_last_slash(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return std::string(url);
}

ClientAuthentication authentication_from(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, ClientAuthentication>, 4> kWords{
        {{"basic", ClientAuthentication::basic},
         {"post", ClientAuthentication::post},
         {"bearer", ClientAuthentication::bearer},
         {"registration", ClientAuthentication::registration}}};
    const auto* const found =
        std::ranges::find(kWords, word, &std::pair<std::string_view, ClientAuthentication>::first);
    return found == kWords.end() ? ClientAuthentication::offered : found->second;
}

Issuer issuer_from(const provider::ProviderAccess& own) {
    Issuer issuer;
    issuer.base = without_last_slash(own.base);
    issuer.name = own.setting("issuer").empty() ? own.base : std::string(own.setting("issuer"));
    issuer.host = host_of(own.base);
    issuer.client_id = own.setting("client_id");
    issuer.client_secret = own.admin.duplicate();
    issuer.authentication = authentication_from(own.setting("auth"));
    issuer.introspection_endpoint = own.setting("introspection_endpoint");
    issuer.revocation_endpoint = own.setting("revocation_endpoint");
    issuer.resource = own.setting("resource");
    issuer.registration_client_uri = own.setting("registration_client_uri");
    issuer.introspects_every_jwt = own.setting("jwt") == "introspected";
    issuer.asks_client_secrets = own.setting("client_secrets") == "ask";
    return issuer;
}

// "https://host:443" and nothing more: what two addresses have in common to be one server's.
Result<http::Target> target_of(std::string_view url) {
    return http::target_of(url, {.private_addresses = true, .plain = true});
}

// What the token says of its issuer, unverified; empty where it is no JWT or says nothing.
std::string issuer_inside(const core::SecretString& token) {
    const lifetime::CarrierFacts facts = lifetime::read_carrier("jwt", token);
    return facts.problem.empty() ? facts.name : std::string();
}

// Found text in a message: short, and without anything that could forge a line.
std::string shown(std::string_view found) {
    constexpr std::size_t kShownMax = 120;
    std::string text(found.substr(0, kShownMax));
    std::ranges::replace_if(text, [](unsigned char letter) { return letter < ' '; }, '?');
    return text;
}

}  // namespace

std::string host_of(std::string_view url) {
    const auto target = target_of(url);
    return target.has_value() ? target.value().host : std::string();
}

OauthKind kind_of(const rules::Signature& signature) {
    if (signature.id.value.find("refresh") != std::string::npos) return OauthKind::refresh_token;
    if (signature.id.value.find("client-secret") != std::string::npos) {
        return OauthKind::client_secret;
    }
    return OauthKind::access_token;
}

Issuers::Issuers(const provider::Access& access) : hosts_(access.hosts) {
    for (const auto& [id, own] : access.providers) {
        const bool is_issuer = id == kDefaultId || id.starts_with(kFurtherIds);
        if (!is_issuer || own.base.empty()) continue;
        issuers_.push_back(issuer_from(own));
        issuers_.back().is_default = id == kDefaultId;
    }
}

const Issuer* Issuers::with_client(std::string_view client_id) const {
    const auto found = std::ranges::find(issuers_, client_id, &Issuer::client_id);
    return found == issuers_.end() ? nullptr : &*found;
}

Result<const Issuer*> Issuers::default_issuer() const {
    const auto found = std::ranges::find(issuers_, true, &Issuer::is_default);
    if (found != issuers_.end()) return &*found;
    if (issuers_.size() == 1) return &issuers_.front();
    return Error(ErrorKind::unsupported,
                 "several issuers are configured and nothing says which one made it: the one of "
                 "[provider.oauth2] would be taken");
}

Result<const Issuer*> Issuers::of(const provider::Credential& credential) const {
    if (issuers_.empty()) {
        return Error(ErrorKind::unsupported,
                     "no issuer is configured: name its address in [provider.oauth2]");
    }
    const std::string inside = issuer_inside(credential.secret);
    if (!inside.empty()) {
        const auto found = std::ranges::find(issuers_, inside, &Issuer::name);
        if (found != issuers_.end()) return &*found;
        return Error(ErrorKind::denied,
                     "its issuer " + shown(inside) +
                         " stands inside the token, where anybody could write it; name exactly it "
                         "in the configuration ([provider.oauth2] base) to have it asked");
    }
    const core::SecretString* const client = credential.part("client_id");
    if (client != nullptr) {
        if (const Issuer* const found = with_client(client->reveal())) return found;
    }
    return default_issuer();
}

Result<void> Issuers::allow(const Issuer& issuer, std::string_view endpoint) const {
    auto there = target_of(endpoint);
    if (!there.has_value()) {
        return Error(ErrorKind::invalid_input, "the issuer names an endpoint that is no URL");
    }
    TRY_ASSIGN(const http::Target own, target_of(issuer.base));
    const http::Target& named = there.value();
    if (named.is_plain && !own.is_plain) {
        return Error(ErrorKind::denied, "the issuer names an endpoint without TLS");
    }
    if (named.origin == own.origin || hosts_.contains(named.host)) return {};
    return Error(ErrorKind::denied, "the issuer names an endpoint at " + shown(named.host) +
                                        "; name that host in the configuration to have it asked");
}

}  // namespace curfew::providers
