#include "scanner/foreign/readers.h"

namespace curfew::foreign {

ReadEntry read_detect_secrets(const boost::json::value& entry, std::string_view path) {
    ReadEntry read;
    ForeignFinding& finding = read.finding;
    Fields fields(entry);
    finding.rule = fields.text("type");
    finding.path = path;
    finding.line = fields.number("line_number");
    // SHA-1 of what its plugin took for the secret; nothing else of it is kept.
    constexpr std::size_t kSha1Digits = 40;
    const std::string_view digest = fields.text("hashed_secret");
    if (digest.size() == kSha1Digits) {
        finding.digest = {SecretDigest::Algorithm::sha1, std::string(digest)};
    }
    const bool is_audited = fields.find("is_secret") != nullptr;
    read.is_dismissed = is_audited && !fields.truth("is_secret");
    read.problem = fields.problem();
    if (!fields.is_object()) read.problem = "is no object";
    if (read.problem.empty() && !finding.digest) read.problem = "hashed_secret is no SHA-1";
    return read;
}

}  // namespace curfew::foreign
