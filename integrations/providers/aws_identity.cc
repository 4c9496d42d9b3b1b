#include "integrations/providers/aws_identity.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace curfew::providers {
namespace {

constexpr std::size_t kAccountLength = 12;
constexpr std::size_t kArnMax = 2048;

bool is_account(std::string_view text) {
    return text.size() == kAccountLength &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Names of users, roles and sessions: IAM allows letters, digits and +=,.@_-; paths have slashes.
bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter < 0x7f; });
}

/// Cuts what stands before the next `separator` off `text`.
std::string_view cut(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view before = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return before;
}

std::string_view after_last_slash(std::string_view path) {
    const std::size_t at = path.rfind('/');
    return at == std::string_view::npos ? path : path.substr(at + 1);
}

void name_it(std::string_view type, std::string_view rest, Principal& principal) {
    if (type == "root" && rest.empty()) {
        principal.kind = PrincipalKind::root;
    } else if (type == "user") {
        principal.kind = PrincipalKind::user;
        principal.name = after_last_slash(rest);
    } else if (type == "assumed-role") {
        principal.kind = PrincipalKind::assumed_role;
        principal.name = cut(rest, '/');
        principal.session = rest;
    } else if (type == "federated-user") {
        principal.kind = PrincipalKind::federated_user;
        principal.name = rest;
    }
}

}  // namespace

std::optional<Principal> principal_from(std::string_view arn) {
    if (arn.size() > kArnMax || !is_plain(arn)) return std::nullopt;
    std::string_view rest = arn;
    if (cut(rest, ':') != "arn") return std::nullopt;
    const std::string_view partition = cut(rest, ':');
    const std::string_view service = cut(rest, ':');
    const std::string_view region = cut(rest, ':');
    const std::string_view account = cut(rest, ':');
    const bool is_principal = !partition.empty() && (service == "iam" || service == "sts") &&
                              region.empty() && is_account(account) && !rest.empty();
    if (!is_principal) return std::nullopt;
    Principal principal;
    principal.arn = arn;
    principal.account = account;
    const std::string_view type = cut(rest, '/');
    name_it(type, rest, principal);
    const bool needs_name =
        principal.kind != PrincipalKind::root && principal.kind != PrincipalKind::other;
    if (needs_name && principal.name.empty()) return std::nullopt;
    return principal;
}

std::string user_arn(std::string_view partition, std::string_view account, std::string_view name) {
    return fmt::format("arn:{}:iam::{}:user/{}", partition, account, name);
}

bool is_amazons_own_role(std::string_view role) {
    return role.starts_with("AWSServiceRoleFor") || role.starts_with("AWSReservedSSO_");
}

}  // namespace curfew::providers
