/// Bytes to and from one numeric address, plain or over TLS, each wait with a deadline. For
/// protocols whose client library brings no TLS of its own (hiredis before 1.0).
///
/// Owns:     the socket and the TLS session. What was sent is wiped by who sent it; OpenSSL wipes
///           its own buffers.
/// Threads:  one at a time.
/// Errors:   unreachable (nothing answers at this address), denied (TLS or the certificate),
///           timed_out (also: the connection was cut), cancelled, exhausted.
/// Source:   OpenSSL 3 manual, SSL_set1_host and SSL_get_error.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "integrations/providers/blocking_pool.h"
#include "integrations/providers/database_server.h"
#include "scanner/core/result.h"

namespace curfew::providers {

class TlsStream {
  public:
    /// Connects, and shakes hands where the door says so: certificates are checked against the name
    /// that stands in the configuration, not against the number it was found under.
    [[nodiscard]] static core::Result<TlsStream> open(const Door& door, const Patience& patience);

    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;
    TlsStream(TlsStream&&) noexcept;
    TlsStream& operator=(TlsStream&&) noexcept;
    ~TlsStream();

    [[nodiscard]] core::Result<void> send(std::string_view bytes, const Patience& patience);
    /// At least one byte; how many.
    [[nodiscard]] core::Result<std::size_t> receive(std::span<char> room, const Patience& patience);

  private:
    class Session;
    explicit TlsStream(std::unique_ptr<Session> session);

    std::unique_ptr<Session> session_;
};

}  // namespace curfew::providers
