/// A request to a server, its answer, and who carries it: the interface the scanner's and the
/// watchdog's conversations with providers are written against.
///
/// An HttpClient never follows a redirect, keeps no cookies and reads no user configuration: what
/// is sent is what stands in the request. Its implementation is integrations/http; tests talk
/// through the same one to scripted servers on loopback.
///
/// Owns:     a request owns its secrets; an answer its body. Both wipe them.
/// Threads:  send() and run_after() from any thread. Handlers and tasks run one after another on
/// the
///           client's own thread, never inside send(); what they share among them needs no lock.
/// Units:    bytes; Duration (microseconds).
/// Errors:   given to the handler, each exactly once: invalid_input (URL, method or header that
/// cannot
///           be sent; told without its content), denied (plain HTTP or an address that the request
///           does not allow), unreachable (name, connection, TLS, an answer that is no HTTP),
///           timed_out, exhausted (an answer over the limit), cancelled (the client was destroyed).
/// Not here: which answer means what (scanner/provider).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/core/strand.h"

namespace curfew::core {

struct HttpHeader {
    std::string name;
    SecretString value;
};

/// How far a request may reach. The default is what a secret of unknown origin may cause.
struct HttpReach {
    /// Addresses that are not public: loopback, private, link-local. Only for hosts that the user's
    /// own configuration names.
    bool private_addresses = false;
    /// HTTP without TLS. Always allowed to loopback when private_addresses is.
    bool plain = false;
};

struct HttpRequest {
    std::string method = "GET";
    SecretString url;  ///< a webhook's URL is itself the secret
    std::vector<HttpHeader> headers;
    SecretString body;
    HttpReach reach;
    Duration timeout = std::chrono::seconds(20);  ///< from leaving the queue to the last byte
};

struct HttpResponse {
    int status = 0;
    /// Names in lower case, in the order they came.
    std::vector<std::pair<std::string, std::string>> headers;
    SecretString body;
    std::string address;  ///< the numeric address that answered
    Instant received_at;
    std::optional<Instant> server_time;  ///< the Date header

    /// The first header called `name` (lower case); nothing where there is none.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
};

using HttpHandler = std::function<void(Result<HttpResponse>)>;

/// Its tasks and handlers run on one thread, the strand's.
class HttpClient : public Strand {
  public:
    /// Sends `request` as soon as its host and the client have room; `handler` gets the outcome.
    /// Once: only a GET or HEAD that a kept connection swallowed without an answer goes out again.
    virtual void send(HttpRequest request, HttpHandler handler) = 0;
};

/// "Sun, 06 Nov 1994 08:49:37 GMT", the form RFC 9110 5.6.7 wants senders to use; the two older
/// forms are invalid_input.
[[nodiscard]] Result<Instant> parse_http_date(std::string_view text);

}  // namespace curfew::core
