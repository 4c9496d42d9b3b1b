#include "integrations/providers/vault_issue.h"

#include <optional>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "integrations/providers/strict_json.h"
#include "integrations/providers/vault.h"
#include "integrations/providers/wiped_draft.h"
#include "scanner/provider/answer_rules.h"

namespace curfew::providers {
namespace {

namespace json = boost::json;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::SecretString;
using provider::Found;
using provider::Issued;
using provider::IssueOrder;

constexpr int kOk = 200;
constexpr int kBadRequest = 400;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

rules::Signature signature_of(std::string_view id, std::string_view name,
                              rules::Revocability revocability, std::string_view blast_radius) {
    rules::Signature signature;
    signature.id.value = id;
    signature.name = name;
    signature.provider_id = "vault";
    signature.provider_name = "HashiCorp Vault and OpenBao";
    signature.engine = "vault";
    signature.revocability = revocability;
    signature.blast_radius = blast_radius;
    return signature;
}

Error error_of(int status) {
    const std::string text = "the server answered " + std::to_string(status);
    if (status == kForbidden) return {ErrorKind::denied, text + ": our own token may not do this"};
    if (status == kNotFound || status == kBadRequest) return {ErrorKind::not_found, text};
    return {ErrorKind::unreachable, text};
}

Result<json::object> object_of(const Result<core::HttpResponse>& outcome) {
    if (!outcome.has_value()) return outcome.error();
    if (outcome.value().status != kOk) return error_of(outcome.value().status);
    return object_from(outcome.value().body.reveal());
}

// The object called `name`; nothing where there is none.
const json::object* object_at(const json::object& answer, std::string_view name) {
    const json::value* const found =
        answer.if_contains(json::string_view(name.data(), name.size()));
    return found == nullptr ? nullptr : found->if_object();
}

std::int64_t seconds_of(core::Duration life) {
    return std::chrono::duration_cast<std::chrono::seconds>(life).count();
}

std::optional<core::Duration> seconds_at(const json::object& object, std::string_view name) {
    const json::value* const found =
        object.if_contains(json::string_view(name.data(), name.size()));
    constexpr std::int64_t kSecondsMax = 100LL * 366 * 86'400;  // no life is longer
    if (found == nullptr || !found->is_int64()) return std::nullopt;
    const std::int64_t seconds = found->get_int64();
    if (seconds < 0 || seconds > kSecondsMax) return std::nullopt;
    return std::chrono::seconds(seconds);
}

// Zero is how tokens say never.
core::End end_after(core::Instant now, const std::optional<core::Duration>& life,
                    bool zero_is_never) {
    if (!life) return core::Unknown{"the server did not say"};
    if (*life == core::Duration::zero() && zero_is_never) {
        return core::Never{core::Evidence::provider};
    }
    return core::Known{now + *life, core::Evidence::provider};
}

struct Order {
    VaultKind kind = VaultKind::token;
    std::string name;  // of the role, for secret ids
    VaultCall call;
    // What the call's fields borrow.
    std::string policies;
    std::string metadata;
    std::string life;
    std::string tag;
};
using OrderPointer = std::shared_ptr<Order>;

std::string list_of(std::string_view words) {
    WipedDraft list((words.size() + 1) * (kEscapedBytesMax + 3) + 2);
    list.append("[");
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(','), words.size());
        if (list.text().size() > 1) list.append(",");
        list.append_json(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    list.append("]");
    return std::string(list.text());
}

std::string tagged(std::string_view tag) {
    WipedDraft object(tag.size() * kEscapedBytesMax + kVaultTag.size() * 2 + 8);
    object.append("{").append_json(kVaultTag).append(":").append_json(tag).append("}");
    return std::string(object.text());
}

void order_token(Order& order, std::string_view policies) {
    order.policies = list_of(policies);
    order.call = {"POST",
                  "auth/token/create",
                  {{"policies", order.policies, true},
                   {"meta", order.metadata, true},
                   {"ttl", order.life},
                   {"explicit_max_ttl", order.life},
                   {"display_name", "curfew"}}};
}

Result<void> order_secret_id(Order& order, const VaultSite& site, std::string_view role) {
    order.kind = VaultKind::secret_id;
    order.name = role;
    TRY_ASSIGN(std::string path,
               checked_path("auth/" + site.approle_mount + "/role/" + order.name + "/secret-id"));
    // Metadata is a text with JSON in it here.
    order.call = {"POST", std::move(path), {{"metadata", order.metadata}, {"ttl", order.life}}};
    return {};
}

Result<OrderPointer> order_from(const VaultSite& site, const IssueOrder& wanted) {
    auto order = std::make_shared<Order>();
    order->metadata = tagged(wanted.tag);
    order->life = std::to_string(seconds_of(wanted.life)) + "s";
    order->tag = wanted.tag;
    const std::string_view role = wanted.role;
    constexpr std::string_view kToken = "token/";
    constexpr std::string_view kSecretId = "approle/";
    if (role.starts_with(kToken)) {
        order_token(*order, role.substr(kToken.size()));
        return order;
    }
    if (role.starts_with(kSecretId)) {
        TRY(order_secret_id(*order, site, role.substr(kSecretId.size())));
        return order;
    }
    TRY_ASSIGN(std::string path, checked_path(role));
    if (role.find("/creds/") != std::string_view::npos) {
        order->kind = VaultKind::lease;
        order->call = {"GET", std::move(path)};
        return order;
    }
    if (role.find("/issue/") != std::string_view::npos) {
        order->kind = VaultKind::certificate;
        order->call = {
            "POST", std::move(path), {{"common_name", order->tag}, {"ttl", order->life}}};
        return order;
    }
    return Error(ErrorKind::invalid_input,
                 "a role is token/POLICIES, approle/ROLE, MOUNT/creds/ROLE or MOUNT/issue/ROLE");
}

class IssuedReader {
  public:
    IssuedReader(const json::object& from, Issued& into) : from_(from), into_(into) {}

    // A text member, as the secret or a part.
    [[nodiscard]] bool read_secret(std::string_view member) {
        auto text = text_at(from_, member);
        if (!text || text->empty()) return false;
        into_.credential.secret = SecretString(std::string_view(*text));
        core::wipe_memory(text->data(), text->size());
        return true;
    }

    [[nodiscard]] bool read_part(std::string_view member) {
        const auto text = text_at(from_, member);
        if (!text || text->empty()) return false;
        into_.credential.parts.push_back(
            {std::string(member), SecretString(std::string_view(*text))});
        return true;
    }

    [[nodiscard]] bool read_id(std::string_view member) {
        into_.id = text_at(from_, member).value_or("");
        return !into_.id.empty() && read_part(member);
    }

  private:
    const json::object& from_;
    Issued& into_;
};

bool read_token(const json::object& answer, core::Instant now, Issued& issued) {
    const json::object* const auth = object_at(answer, "auth");
    if (auth == nullptr) return false;
    IssuedReader reader(*auth, issued);
    issued.expires_at = end_after(now, seconds_at(*auth, "lease_duration"), true);
    return reader.read_secret("client_token") && reader.read_id("accessor");
}

bool read_lease(const json::object& answer, core::Instant now, Issued& issued) {
    const json::object* const data = object_at(answer, "data");
    if (data == nullptr) return false;
    IssuedReader reader(*data, issued);
    issued.expires_at = end_after(now, seconds_at(answer, "lease_duration"), false);
    return reader.read_secret("password") && reader.read_part("username") &&
           IssuedReader(answer, issued).read_id("lease_id");
}

bool read_certificate(const json::object& answer, Issued& issued) {
    const json::object* const data = object_at(answer, "data");
    if (data == nullptr) return false;
    IssuedReader reader(*data, issued);
    const auto end = seconds_at(*data, "expiration");
    if (end) issued.expires_at = core::Known{core::Instant(*end), core::Evidence::provider};
    return reader.read_secret("private_key") && reader.read_part("certificate") &&
           reader.read_id("serial_number");
}

bool read_secret_id(const json::object& answer, core::Instant now, const Order& order,
                    Issued& issued) {
    const json::object* const data = object_at(answer, "data");
    if (data == nullptr) return false;
    IssuedReader reader(*data, issued);
    issued.expires_at = end_after(now, seconds_at(*data, "secret_id_ttl"), true);
    issued.credential.parts.push_back({"role_name", SecretString(order.name)});
    return reader.read_secret("secret_id") && reader.read_id("secret_id_accessor");
}

Result<Issued> issued_from(const Order& order, const json::object& answer, core::Instant now,
                           const IssuedSignatures& signatures) {
    Issued issued;
    bool is_whole = false;
    switch (order.kind) {
        case VaultKind::token:
        case VaultKind::batch_token:
            issued.credential.signature = &signatures.token;
            is_whole = read_token(answer, now, issued);
            break;
        case VaultKind::secret_id:
            issued.credential.signature = &signatures.secret_id;
            is_whole = read_secret_id(answer, now, order, issued);
            break;
        case VaultKind::lease:
            issued.credential.signature = &signatures.lease;
            is_whole = read_lease(answer, now, issued);
            break;
        case VaultKind::certificate:
            issued.credential.signature = &signatures.certificate;
            is_whole = read_certificate(answer, issued);
            break;
    }
    if (is_whole) return issued;
    return Error(ErrorKind::corrupt, "the answer lacks what was ordered");
}

struct Search {
    VaultConversationPointer conversation;
    std::string tag;
    std::vector<std::string> accessors;
    std::size_t next = 0;
    std::vector<Found> found;
    provider::FoundHandler handler;
};
using SearchPointer = std::shared_ptr<Search>;

core::End end_in(const json::object& data, std::string_view name) {
    const json::value* const found = data.if_contains(json::string_view(name.data(), name.size()));
    if (found == nullptr) return core::Unknown{"the server did not say"};
    if (found->is_null()) return core::Never{core::Evidence::provider};
    return provider::end_from(text_at(data, name).value_or("?"), {});
}

void add_if_tagged(Search& search, const json::object& answer) {
    const json::object* const data = object_at(answer, "data");
    const json::object* const meta = data == nullptr ? nullptr : object_at(*data, "meta");
    if (meta == nullptr || text_at(*meta, kVaultTag) != search.tag) return;
    search.found.push_back({.id = text_at(*data, "accessor").value_or(""),
                            .owner = text_at(*data, "display_name").value_or(""),
                            .issued_at = end_in(*data, "issue_time"),
                            .expires_at = end_in(*data, "expire_time")});
}

void look_at_next(const SearchPointer& search) {
    if (search->next == search->accessors.size()) return search->handler(std::move(search->found));
    const std::string& accessor = search->accessors[search->next++];
    search->conversation->send(
        VaultCall{"POST", "auth/token/lookup-accessor", {{"accessor", accessor}}},
        [search](const Result<core::HttpResponse>& outcome) {
            // One that ended since the listing is not there any more.
            const bool has_ended = outcome.has_value() && outcome.value().status == kBadRequest;
            if (has_ended) return look_at_next(search);
            const auto answer = object_of(outcome);
            if (!answer.has_value()) return search->handler(answer.error());
            add_if_tagged(*search, answer.value());
            look_at_next(search);
        });
}

Result<std::vector<std::string>> accessors_in(const json::object& answer) {
    const json::object* const data = object_at(answer, "data");
    const json::value* const keys = data == nullptr ? nullptr : data->if_contains("keys");
    if (keys == nullptr || !keys->is_array()) {
        return Error(ErrorKind::corrupt, "the listing has no keys");
    }
    if (keys->get_array().size() > kVaultListedMax) {
        return Error(ErrorKind::exhausted,
                     "the server lists more than " + std::to_string(kVaultListedMax) + " tokens");
    }
    std::vector<std::string> accessors;
    for (const json::value& key : keys->get_array()) {
        if (key.is_string()) accessors.emplace_back(key.get_string().c_str());
    }
    return accessors;
}

}  // namespace

IssuedSignatures::IssuedSignatures()
    : token(signature_of("vault-token", "Vault token", rules::Revocability::exact,
                         "its child tokens and all leases they made")),
      secret_id(signature_of("vault-approle-secret", "Vault AppRole secret id",
                             rules::Revocability::exact, "this secret id; not the tokens it got")),
      lease(signature_of("vault-lease", "Vault lease", rules::Revocability::exact,
                         "the account made for it")),
      certificate(signature_of("vault-certificate", "Vault certificate", rules::Revocability::exact,
                               "this certificate")) {}

void issue_from_vault(const VaultConversationPointer& conversation, const IssuedSignatures& issued,
                      const IssueOrder& order, provider::IssuedHandler handler) {
    auto wanted = order_from(conversation->site(), order);
    if (!wanted.has_value()) {
        return conversation->post(
            [error = wanted.error(), handler = std::move(handler)] { handler(error); });
    }
    const OrderPointer made = std::move(wanted).value();
    conversation->send(made->call, [made, &issued, conversation, handler = std::move(handler)](
                                       const Result<core::HttpResponse>& outcome) {
        const auto answer = object_of(outcome);
        if (!answer.has_value()) return handler(answer.error());
        handler(issued_from(*made, answer.value(), outcome.value().received_at, issued));
    });
}

void renew_in_vault(const VaultConversationPointer& conversation,
                    const provider::Credential& credential, core::Duration life,
                    provider::EndHandler handler) {
    const bool is_lease = vault_kind_of(*credential.signature) == VaultKind::lease;
    const std::string_view name = is_lease ? "lease_id" : "accessor";
    const SecretString* const id = credential.part(name);
    if (id == nullptr) {
        const Error error(ErrorKind::unsupported,
                          "it is renewed by its " + std::string(name) + ", which is not known");
        return conversation->post([error, handler = std::move(handler)] { handler(error); });
    }
    const std::string seconds = std::to_string(seconds_of(life)) + "s";
    const VaultCall call{"POST",
                         is_lease ? "sys/leases/renew" : "auth/token/renew-accessor",
                         {{name, id->reveal()}, {"increment", seconds}}};
    conversation->send(call, [is_lease, handler = std::move(handler)](
                                 const Result<core::HttpResponse>& outcome) {
        const auto answer = object_of(outcome);
        if (!answer.has_value()) return handler(answer.error());
        const json::object* const auth = object_at(answer.value(), "auth");
        const json::object* const told = is_lease ? &answer.value() : auth;
        if (told == nullptr) {
            return handler(Error(ErrorKind::corrupt, "the answer does not tell the new end"));
        }
        handler(end_after(outcome.value().received_at, seconds_at(*told, "lease_duration"), false));
    });
}

void find_in_vault(const VaultConversationPointer& conversation, std::string tag,
                   provider::FoundHandler handler) {
    auto search = std::make_shared<Search>();
    search->conversation = conversation;
    search->tag = std::move(tag);
    search->handler = std::move(handler);
    conversation->send(VaultCall{"LIST", "auth/token/accessors"},
                       [search](const Result<core::HttpResponse>& outcome) {
                           const auto answer = object_of(outcome);
                           if (!answer.has_value()) return search->handler(answer.error());
                           auto accessors = accessors_in(answer.value());
                           if (!accessors.has_value()) return search->handler(accessors.error());
                           search->accessors = std::move(accessors).value();
                           look_at_next(search);
                       });
}

}  // namespace curfew::providers
