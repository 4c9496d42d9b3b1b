#include "integrations/providers/database_login.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "scanner/core/digest.h"
#include "scanner/core/lower_case.h"

namespace curfew::providers {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using provider::HostSource;

constexpr std::size_t kNameBytesMax = 255;
constexpr std::size_t kPasswordBytesMax = 1024;  // PostgreSQL takes 1,024, the others less or more

bool is_scheme_of(const DatabaseKind& kind, std::string_view scheme) {
    return std::ranges::find(kind.schemes, scheme) != kind.schemes.end();
}

Result<void> check_text(std::string_view what, std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) {
        return Error(ErrorKind::invalid_input, "its " + std::string(what) + " is too long");
    }
    if (text.find('\0') != std::string_view::npos) {
        return Error(ErrorKind::invalid_input,
                     "its " + std::string(what) + " holds a NUL, which no client can send");
    }
    return {};
}

// `base`: "postgresql://db7.acme.io:5432/orders", "db7.acme.io:5432" or "db7.acme.io".
struct Base {
    ServerName server;
    std::string database;
    TlsWish tls = TlsWish::unsaid;
};

Result<Base> base_of(const DatabaseKind& kind, const provider::ProviderAccess& own) {
    Base base;
    std::string host = own.base;
    if (own.base.find("://") != std::string::npos) {
        TRY_ASSIGN(const auto parsed, connection_text_from(own.base));
        if (!parsed || !is_scheme_of(kind, parsed->scheme)) {
            return Error(
                ErrorKind::invalid_input,
                "the configured base of " + std::string(kind.name) + " has another kind's scheme");
        }
        if (parsed->user || parsed->password) {
            return Error(ErrorKind::invalid_input,
                         "the configured base holds a login; its place is admin_user and admin");
        }
        host = parsed->host;
        base.database = parsed->database;
        base.tls = parsed->tls;
    }
    TRY_ASSIGN(base.server, server_name_from(host, kind.port));
    return base;
}

Result<void> take_settings(Login& login, const provider::ProviderAccess* own) {
    if (own == nullptr) return {};
    login.authorities_file = own->setting("authorities_file");
    const std::string_view word = own->setting("tls");
    if (word.empty()) return {};
    if (word == "off") {
        login.tls = TlsWish::off;
        login.may_be_plain = true;
    } else if (word == "encrypt") {
        login.tls = TlsWish::encrypted;
    } else if (word == "verify") {
        login.tls = TlsWish::verified;
    } else {
        return Error(ErrorKind::invalid_input,
                     "the setting tls is one of \"verify\", \"encrypt\" and \"off\"");
    }
    return {};
}

std::string text_of(const core::SecretString* part) {
    return part == nullptr ? std::string() : std::string(part->reveal());
}

// The pieces beside the secret, in the shape of a connection string.
ConnectionText from_parts(const provider::Credential& credential) {
    ConnectionText parsed;
    parsed.scheme = core::in_lower_case(text_of(credential.part("scheme")));
    parsed.scheme = parsed.scheme.substr(0, parsed.scheme.find('+'));
    if (parsed.scheme == "rediss") parsed.tls = TlsWish::demanded;
    for (const std::string_view name : {"user", "username"}) {
        const core::SecretString* const user = credential.part(name);
        if (user != nullptr && !user->empty()) parsed.user = text_of(user);
    }
    parsed.host = text_of(credential.part("host"));
    parsed.port = text_of(credential.part("port"));
    parsed.database = text_of(credential.part("database"));
    const std::string tls = text_of(credential.part("tls"));
    if (!tls.empty()) parsed.tls = tls_wish_from(tls).value_or(parsed.tls);
    // ".pgpass" and command lines write a star where anything fits.
    if (parsed.host == "*") parsed.host.clear();
    if (parsed.port == "*") parsed.port.clear();
    if (parsed.database == "*") parsed.database.clear();
    parsed.password = credential.secret.duplicate();
    return parsed;
}

Result<ConnectionText> pieces_of(const DatabaseKind& kind, const provider::Credential& credential) {
    TRY_ASSIGN(auto whole, connection_text_from(credential.secret.reveal()));
    // A password may look like a URL of anything; only one of this kind is taken apart.
    const bool is_own = whole && (whole->scheme.empty() || is_scheme_of(kind, whole->scheme));
    if (is_own) return std::move(*whole);
    ConnectionText parsed = from_parts(credential);
    if (!parsed.scheme.empty() && !is_scheme_of(kind, parsed.scheme)) {
        return Error(ErrorKind::unsupported, "it is a login for " + shown(parsed.scheme) +
                                                 ", not " + std::string(kind.name));
    }
    return parsed;
}

// For a secret beside which no host stands.
void take_base(Login& login, const Base& base) {
    login.server = base.server;
    login.source = HostSource::configuration;
    if (login.database.empty()) login.database = base.database;
    if (login.tls == TlsWish::unsaid) login.tls = base.tls;
}

Result<ServerName> written_server(const ConnectionText& parsed, const DatabaseKind& kind) {
    std::uint16_t port = kind.port;
    if (!parsed.port.empty()) {
        TRY_ASSIGN(port, port_from(parsed.port));
    }
    return server_name_from(parsed.host, port);
}

// The host beside the secret, if the configuration allows it; the configured one otherwise.
Result<void> take_server(Login& login, const ConnectionText& parsed, const DatabaseKind& kind,
                         const provider::Access& access) {
    const provider::ProviderAccess* const own = access.of(kind.id);
    std::optional<Base> base;
    if (own != nullptr && !own->base.empty()) {
        TRY_ASSIGN(base, base_of(kind, *own));
    }
    if (parsed.host.empty()) {
        if (!base) {
            return Error(ErrorKind::unsupported,
                         "no host stands beside it, and the configuration has no base for " +
                             std::string(kind.name));
        }
        take_base(login, *base);
        return {};
    }
    TRY_ASSIGN(login.server, written_server(parsed, kind));
    const bool is_base = base && base->server.host == login.server.host;
    login.source = is_base ? HostSource::configuration : HostSource::beside;
    // The base's port stands for one that is not written beside the secret.
    if (is_base && parsed.port.empty() && login.server.port == kind.port) {
        login.server.port = base->server.port;
    }
    if (is_base || access.hosts.contains(login.server.host)) return {};
    return Error(ErrorKind::denied,
                 "its host " + login.server.host +
                     " stands beside the secret or in it, where anybody could write it; name it in "
                     "the configuration to have it asked");
}

// Letters that nobody was ever called by or let in with.
core::SecretString made_up_text(std::string_view begin) {
    std::string text(begin);
    for (const unsigned char byte : core::random_digest()) {
        text += static_cast<char>('a' + byte % 26);
    }
    return core::SecretString(std::string_view(text));
}

// As tls_wish_from() reads it.
std::string_view word_of(TlsWish wish) {
    switch (wish) {
        case TlsWish::unsaid:
            return "";
        case TlsWish::off:
            return "disable";
        case TlsWish::demanded:
            return "true";
        case TlsWish::encrypted:
            return "require";
        case TlsWish::verified:
            return "verify-full";
    }
    return "";
}

}  // namespace

std::string_view name_of(Tls tls) {
    switch (tls) {
        case Tls::off:
            return "without TLS";
        case Tls::encrypted:
            return "with TLS, its certificate not checked";
        case Tls::verified:
            return "with TLS, its certificate checked";
    }
    return "";
}

Login Login::duplicate() const {
    return {.user = user,
            .has_user = has_user,
            .password = password.duplicate(),
            .database = database,
            .server = server,
            .source = source,
            .tls = tls,
            .authorities_file = authorities_file,
            .may_be_plain = may_be_plain};
}

Result<Login> login_of(const DatabaseKind& kind, const provider::Credential& credential,
                       const provider::Access& access) {
    TRY_ASSIGN(ConnectionText parsed, pieces_of(kind, credential));
    Login login;
    login.has_user = parsed.user.has_value() && !parsed.user->empty();
    login.user = login.has_user ? *parsed.user : std::string(kind.default_user);
    if (login.user.empty()) {
        return Error(ErrorKind::invalid_input,
                     "no user stands beside it; a password alone logs nobody in");
    }
    if (!parsed.password || parsed.password->empty()) {
        return Error(ErrorKind::invalid_input, "it holds no password");
    }
    login.password = std::move(*parsed.password);
    login.database = parsed.database;
    login.tls = parsed.tls;
    TRY(take_server(login, parsed, kind, access));
    TRY(take_settings(login, access.of(kind.id)));
    if (login.database.empty()) login.database = kind.default_database;
    TRY(check_text("user", login.user, kNameBytesMax));
    TRY(check_text("database", login.database, kNameBytesMax));
    TRY(check_text("password", login.password.reveal(), kPasswordBytesMax));
    return login;
}

Result<Login> admin_login(const DatabaseKind& kind, const provider::Access& access) {
    const provider::ProviderAccess* const own = access.of(kind.id);
    if (own == nullptr || own->base.empty() || own->admin.empty()) {
        return Error(ErrorKind::unsupported,
                     "no administrator is configured for " + std::string(kind.name) +
                         " ([provider." + std::string(kind.id) + "] base, admin_user, admin)");
    }
    TRY_ASSIGN(const Base base, base_of(kind, *own));
    Login login;
    login.user = own->setting("admin_user");
    login.has_user = !login.user.empty();
    if (!login.has_user) login.user = kind.default_user;
    if (login.user.empty()) {
        return Error(ErrorKind::invalid_input,
                     "the configuration names no admin_user for " + std::string(kind.name));
    }
    login.password = own->admin.duplicate();
    login.server = base.server;
    login.source = HostSource::configuration;
    login.database = base.database.empty() ? std::string(kind.default_database) : base.database;
    login.tls = base.tls;
    TRY(take_settings(login, own));
    TRY(check_text("administrator's name", login.user, kNameBytesMax));
    TRY(check_text("administrator's password", login.password.reveal(), kPasswordBytesMax));
    return login;
}

Result<Tls> tls_for(const Login& login, http::AddressScope scope) {
    const bool is_here = scope == http::AddressScope::loopback;
    switch (login.tls) {
        case TlsWish::unsaid:
            return is_here ? Tls::off : Tls::verified;
        case TlsWish::demanded:
            return is_here ? Tls::encrypted : Tls::verified;
        case TlsWish::encrypted:
            return Tls::encrypted;
        case TlsWish::verified:
            return Tls::verified;
        case TlsWish::off:
            break;
    }
    if (is_here || login.may_be_plain) return Tls::off;
    return Error(ErrorKind::denied,
                 "its connection string wants no TLS; a password leaves this machine in the clear "
                 "only where the configuration says tls = \"off\"");
}

provider::Credential made_up_login(const DatabaseKind& kind, const Login& login,
                                   const provider::Credential& credential) {
    provider::Credential made;
    made.signature = credential.signature;
    made.secret = made_up_text("");
    for (const auto& [name, value] :
         {std::pair<std::string, std::string>{"scheme", kind.schemes.front()},
          {"host", login.server.host},
          {"port", std::to_string(login.server.port)},
          {"database", login.database},
          {"tls", std::string(word_of(login.tls))}}) {
        made.parts.push_back({name, core::SecretString(std::string_view(value))});
    }
    made.parts.push_back({"user", made_up_text("curfew-")});
    return made;
}

std::string shown(std::string_view name) {
    std::string text(name);
    std::ranges::replace_if(text, [](char letter) { return letter < ' ' || letter > '~'; }, '?');
    return text;
}

}  // namespace curfew::providers
