/// A self-signed certificate for names of a test, made when it is asked for.
#pragma once

#include <string>
#include <vector>

namespace curfew::support {

struct MadeCertificate {
    std::string certificate;  ///< PEM
    std::string key;          ///< PEM
};

/// For `names` (DNS), good from an hour ago for a day. Aborts the test when OpenSSL fails.
[[nodiscard]] MadeCertificate make_certificate(const std::vector<std::string>& names);

}  // namespace curfew::support
