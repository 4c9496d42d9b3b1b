/// One request on its way through libcurl: the handle, what it borrows, and what has come back.
///
/// Owns:     the handle, the request, the answer so far; all wiped when it goes.
/// Threads:  the client's own.
/// Errors:   prepare(): invalid_input, denied. outcome(): as in core/http.h.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "integrations/http/curl_client.h"
#include "integrations/http/target.h"
#include "scanner/core/http.h"

namespace curfew::http {

class Transfer {
  public:
    /// Fills `easy` for `request`; `shared` are options of the client, borrowed.
    [[nodiscard]] static core::Result<std::unique_ptr<Transfer>> prepare(
        core::HttpRequest request, core::HttpHandler handler, const ClientOptions& shared);

    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    Transfer(Transfer&&) = delete;
    Transfer& operator=(Transfer&&) = delete;
    ~Transfer();

    [[nodiscard]] CURL* easy() const { return easy_; }
    [[nodiscard]] const std::string& origin() const { return target_.origin; }

    /// Hands the outcome to the handler: `code` is libcurl's, `now` the clock's.
    void finish(CURLcode code, core::Instant now);
    /// Hands it the error instead.
    void fail(core::Error error);

  private:
    Transfer(core::HttpRequest request, core::HttpHandler handler, const ClientOptions& shared);

    [[nodiscard]] core::Result<void> set_options();
    [[nodiscard]] core::Result<void> set_request();
    [[nodiscard]] core::Result<void> set_headers();
    [[nodiscard]] core::Error error_of(CURLcode code) const;
    [[nodiscard]] core::HttpResponse response(core::Instant now);
    [[nodiscard]] bool may_connect_to(const sockaddr& address) const;

    static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static int on_request(void* self, char* address, char* local, int port, int local_port);

    core::HttpRequest request_;
    core::HttpHandler handler_;
    const ClientOptions& shared_;
    Target target_;
    CURL* easy_ = nullptr;
    curl_slist* header_list_ = nullptr;
    curl_slist* resolved_list_ = nullptr;
    std::string body_;  // wiped
    std::vector<std::pair<std::string, std::string>> headers_;
    std::size_t header_bytes_ = 0;
    bool is_too_large_ = false;
    bool is_vetoed_ = false;
    bool is_proxied_ = false;
    bool was_sent_ = false;
};

}  // namespace curfew::http
