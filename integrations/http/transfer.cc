#include "integrations/http/transfer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include "integrations/http/address_rules.h"
#include "integrations/http/wiped_text.h"
#include "scanner/core/lower_case.h"

namespace curfew::http {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr const char* kUserAgent = "curfew/" CURFEW_VERSION;

std::string variable(const char* name) {
    // The environment is read, never written, by this program.
    const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string() : std::string(value);
}

// Letters of a header's name or a method: RFC 9110 5.6.2, "token".
bool is_token(std::string_view text) {
    constexpr std::string_view kSigns = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [&](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 ||
               kSigns.find(letter) != std::string_view::npos;
    });
}

// A header's value: no control character, so that none can begin another header.
bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return (byte >= ' ' && byte != 0x7f) || letter == '\t';
    });
}

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char letter) {
        return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
    };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// Whether a URL's host is itself an address that is not public; names are not looked up.
bool is_literal_special(std::string_view host) {
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    const bool is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
    const bool is_address = is_number || host.find(':') != std::string_view::npos;
    return is_address && scope_of(host) != AddressScope::global;
}

long milliseconds(core::Duration span) {
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(span).count());
}

}  // namespace

Transfer::Transfer(core::HttpRequest request, core::HttpHandler handler,
                   const ClientOptions& shared)
    : request_(std::move(request)), handler_(std::move(handler)), shared_(shared) {}

Transfer::~Transfer() {
    if (easy_ != nullptr) curl_easy_cleanup(easy_);
    curl_slist_free_all(header_list_);
    curl_slist_free_all(resolved_list_);
    core::wipe_memory(body_.data(), body_.size());
}

Result<std::unique_ptr<Transfer>> Transfer::prepare(core::HttpRequest request,
                                                    core::HttpHandler handler,
                                                    const ClientOptions& shared) {
    std::unique_ptr<Transfer> transfer(
        new Transfer(std::move(request), std::move(handler), shared));
    TRY_ASSIGN(transfer->target_,
               target_of(transfer->request_.url.reveal(), transfer->request_.reach));
    transfer->easy_ = curl_easy_init();
    if (transfer->easy_ == nullptr) return Error(ErrorKind::exhausted, "no memory for a request");
    TRY(transfer->set_options());
    TRY(transfer->set_request());
    return transfer;
}

Result<void> Transfer::set_options() {
    const auto set = [this](CURLoption option, auto value) {
        return curl_easy_setopt(easy_, option, value) == CURLE_OK;
    };
    bool is_set = set(CURLOPT_PROTOCOLS_STR, target_.is_plain ? "http" : "https");
    is_set &= set(CURLOPT_FOLLOWLOCATION, 0L) && set(CURLOPT_NOSIGNAL, 1L);
    is_set &= set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    is_set &= set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    is_set &= set(CURLOPT_SSL_VERIFYPEER, 1L) && set(CURLOPT_SSL_VERIFYHOST, 2L);
    is_set &= set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    is_set &= set(CURLOPT_USERAGENT, kUserAgent);
    is_set &= set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(shared_.connect_timeout));
    is_set &= set(CURLOPT_TIMEOUT_MS, milliseconds(request_.timeout));
    const std::string proxy =
        shared_.uses_environment_proxies ? proxy_for(target_, variable) : std::string();
    // Given even when empty: libcurl would read the environment itself otherwise.
    is_set &= set(CURLOPT_PROXY, proxy.c_str()) && set(CURLOPT_NOPROXY, proxy.empty() ? "*" : "");
    if (!shared_.authorities_file.empty()) {
        is_set &= set(CURLOPT_CAINFO, shared_.authorities_file.c_str());
    }
    for (const std::string& entry : shared_.resolved) {
        resolved_list_ = curl_slist_append(resolved_list_, entry.c_str());
    }
    if (resolved_list_ != nullptr) is_set &= set(CURLOPT_RESOLVE, resolved_list_);
    is_set &= set(CURLOPT_WRITEFUNCTION, &Transfer::on_body) && set(CURLOPT_WRITEDATA, this);
    is_set &= set(CURLOPT_HEADERFUNCTION, &Transfer::on_header) && set(CURLOPT_HEADERDATA, this);
    is_set &= set(CURLOPT_PRIVATE, this);
    // Behind a proxy the addresses seen here are the proxy's, which the user chose; the proxy looks
    // the name up. An address that stands in the URL itself is known all the same.
    is_proxied_ = !proxy.empty();
    is_set &= set(CURLOPT_PREREQFUNCTION, &Transfer::on_request);
    is_set &= set(CURLOPT_PREREQDATA, this);
    if (!is_proxied_) {
        is_set &= set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::on_socket);
        is_set &= set(CURLOPT_OPENSOCKETDATA, this);
    } else if (is_literal_special(target_.host) && !request_.reach.private_addresses) {
        is_vetoed_ = true;
        return error_of(CURLE_ABORTED_BY_CALLBACK);
    }
    if (!is_set) return Error(ErrorKind::internal, "libcurl refused an option");
    return {};
}

Result<void> Transfer::set_headers() {
    bool has_type = false;
    for (const core::HttpHeader& header : request_.headers) {
        if (!is_token(header.name) || !is_field_value(header.value.reveal())) {
            return Error(ErrorKind::invalid_input,
                         "a header cannot be sent: its name or value holds characters that would "
                         "end it (line breaks or other control characters)");
        }
        has_type |= core::in_lower_case(header.name) == "content-type";
        WipedText line;
        line.reserve(header.name.size() + header.value.size() + 3);
        line.append(header.name);
        // A header without value ends in a semicolon for libcurl, which then sends "Name:".
        line.append(header.value.empty() ? ";" : ": ");
        line.append(header.value.reveal());
        header_list_ = curl_slist_append(header_list_, line.c_str());
    }
    // Not asked for by us: no waiting for "100 Continue", no made-up content type.
    header_list_ = curl_slist_append(header_list_, "Expect:");
    if (!has_type) header_list_ = curl_slist_append(header_list_, "Content-Type:");
    if (curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, header_list_) == CURLE_OK) return {};
    return Error(ErrorKind::internal, "libcurl refused the headers");
}

Result<void> Transfer::set_request() {
    const std::string& method = request_.method;
    if (!is_token(method)) {
        return Error(ErrorKind::invalid_input, "the request's method is no HTTP method");
    }
    const auto set = [this](CURLoption option, auto value) {
        return curl_easy_setopt(easy_, option, value) == CURLE_OK;
    };
    const WipedText url(request_.url.reveal());
    const std::string_view body = request_.body.reveal();
    bool is_set = set(CURLOPT_URL, url.c_str());
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH") {
        // Before CUSTOMREQUEST, since it makes the request a POST. Borrowed, not copied.
        is_set &= set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        is_set &= set(CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
    }
    if (method == "HEAD") is_set &= set(CURLOPT_NOBODY, 1L);
    is_set &= set(CURLOPT_CUSTOMREQUEST, method.c_str());
    if (is_set) return set_headers();
    return Error(ErrorKind::internal, "libcurl refused the request");
}

bool Transfer::may_connect_to(const sockaddr& address) const {
    return request_.reach.private_addresses || scope_of(address) == AddressScope::global;
}

curl_socket_t Transfer::on_socket(void* self, curlsocktype /*purpose*/, curl_sockaddr* address) {
    auto& transfer = *static_cast<Transfer*>(self);
    if (!transfer.may_connect_to(address->addr)) {
        transfer.is_vetoed_ = true;
        return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// A connection kept from an earlier request of wider reach must not serve a narrower one. And
// libcurl sends again by itself what a kept connection swallowed without an answer: what may have
// changed something must not be sent twice.
int Transfer::on_request(void* self, char* address, char* /*local*/, int /*port*/,
                         int /*local_port*/) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string& method = transfer.request_.method;
    const bool may_repeat = method == "GET" || method == "HEAD";
    if (std::exchange(transfer.was_sent_, true) && !may_repeat) return CURL_PREREQFUNC_ABORT;
    if (transfer.is_proxied_ || transfer.request_.reach.private_addresses ||
        scope_of(std::string_view(address)) == AddressScope::global) {
        return CURL_PREREQFUNC_OK;
    }
    transfer.is_vetoed_ = true;
    return CURL_PREREQFUNC_ABORT;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::size_t length = size * count;
    if (transfer.body_.size() + length > transfer.shared_.answer_bytes_max) {
        transfer.is_too_large_ = true;
        return 0;
    }
    const std::size_t needed = transfer.body_.size() + length;
    if (needed > transfer.body_.capacity()) {
        std::string larger;
        larger.reserve(std::max<std::size_t>(2 * needed, 1024));
        larger = transfer.body_;
        core::wipe_memory(transfer.body_.data(), transfer.body_.size());
        transfer.body_.swap(larger);
    }
    transfer.body_.append(bytes, length);
    return length;
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(bytes, size * count);
    transfer.header_bytes_ += line.size();
    if (transfer.header_bytes_ > transfer.shared_.header_bytes_max) {
        transfer.is_too_large_ = true;
        return 0;
    }
    // A new status line (after "100 Continue" or a proxy's answer): what came before was not it.
    if (line.starts_with("HTTP/")) transfer.headers_.clear();
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    transfer.headers_.emplace_back(core::in_lower_case(line.substr(0, colon)),
                                   trimmed(line.substr(colon + 1)));
    return line.size();
}

Error Transfer::error_of(CURLcode code) const {
    const std::string& host = target_.host;
    if (is_vetoed_) {
        return {ErrorKind::denied, host +
                                       " has an address that is not public; to ask it, name the "
                                       "host in your configuration"};
    }
    if (is_too_large_) return {ErrorKind::exhausted, host + " answered more than is read"};
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return {ErrorKind::timed_out, host + " did not answer in time"};
        case CURLE_COULDNT_RESOLVE_HOST:
            return {ErrorKind::unreachable, "the name " + host + " was not found"};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return {ErrorKind::unreachable, "the proxy's name was not found"};
        case CURLE_COULDNT_CONNECT:
            return {ErrorKind::unreachable, host + " refused the connection"};
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
            return {ErrorKind::unreachable, host + " has no certificate that can be trusted"};
        case CURLE_ABORTED_BY_CALLBACK:
            return {ErrorKind::unreachable, host + " closed the connection without an answer"};
        case CURLE_PARTIAL_FILE:
            return {ErrorKind::unreachable, host + " broke off in the middle of its answer"};
        default:
            // libcurl's own sentence for the code; it holds nothing of the request.
            return {ErrorKind::unreachable, host + ": " + curl_easy_strerror(code)};
    }
}

core::HttpResponse Transfer::response(core::Instant now) {
    core::HttpResponse response;
    long status = 0;
    const char* address = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy_, CURLINFO_PRIMARY_IP, &address);
    response.status = static_cast<int>(status);
    response.headers = std::move(headers_);
    response.body = core::SecretString(std::string_view(body_));
    response.address = address == nullptr ? "" : address;
    response.received_at = now;
    if (const auto date = response.header("date")) {
        auto instant = core::parse_http_date(*date);
        if (instant.has_value()) response.server_time = instant.value();
    }
    return response;
}

void Transfer::finish(CURLcode code, core::Instant now) {
    if (code != CURLE_OK) return fail(error_of(code));
    handler_(response(now));
}

void Transfer::fail(Error error) {
    handler_(std::move(error));
}

}  // namespace curfew::http
