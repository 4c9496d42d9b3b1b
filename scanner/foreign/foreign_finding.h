/// What another scanner says it has found, in one shape for all of them.
///
/// Owns:     its secret bytes.
/// Threads:  plain values, move-only.
/// Units:    lines and columns count from 1 and are what the other tool takes for them; 0: not
/// said. Not here: what Curfew makes of it (scanner/import.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/core/instant.h"
#include "scanner/core/secret_string.h"

namespace curfew::foreign {

/// Whose shape a report has.
enum class Format { gitleaks, betterleaks, trufflehog, kingfisher, detect_secrets, sarif };

/// "gitleaks", …, "detect-secrets", "sarif": as `--from` takes it.
[[nodiscard]] std::string_view name_of(Format format);
[[nodiscard]] std::optional<Format> format_from(std::string_view name);

/// A digest that stands for a secret the report does not hold.
struct SecretDigest {
    enum class Algorithm { sha1, sha256 };
    Algorithm algorithm = Algorithm::sha1;
    std::string hex;  ///< lower case
};

struct ForeignFinding {
    std::string rule;            ///< what the other tool calls it
    core::SecretString secret;   ///< empty where the report redacts or hashes it
    core::SecretString context;  ///< text that holds the secret, and perhaps what stands around it
    core::SecretString companions;  ///< lines NAME=VALUE of what belongs to it: the key of an id
    std::string beginning;          ///< of a redacted secret, where the report shows it
    std::optional<SecretDigest> digest;

    std::string path;
    std::string commit;
    std::string author;
    std::optional<core::Instant> at;
    std::uint32_t line = 0;
    std::uint32_t end_line = 0;
    std::uint32_t column = 0;
    std::uint32_t end_column = 0;
};

struct ForeignReport {
    Format format = Format::sarif;
    std::string tool;  ///< as a SARIF report names its tool, the format's name otherwise
    std::vector<ForeignFinding> findings;
    std::vector<std::string> unread;  ///< entries that could not be read: "line 3: …"
    std::uint64_t dismissed = 0;      ///< entries a person has marked as no secret over there
};

}  // namespace curfew::foreign
