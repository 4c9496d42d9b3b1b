// Reports of other scanners, whoever wrote them: read as findings, or refused.

#include <optional>
#include <string_view>

#include "scanner/core/check.h"
#include "scanner/foreign/foreign_report.h"
#include "tests/fuzz/fuzz_seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    namespace foreign = curfew::foreign;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto told = foreign::read_foreign_report(text);
    if (!told.has_value()) return 0;
    const auto forced = foreign::read_foreign_report(text, told.value().format);
    curfew::core::check(forced.has_value());
    curfew::core::check(forced.value().findings.size() == told.value().findings.size());
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return {
        R"([{"RuleID":"r","StartLine":1,"StartColumn":2,"EndColumn":9,"Match":"k = s1",)"
        R"("Secret":"s1","File":"a","Commit":"c","Author":"A","Email":"e",)"
        R"("Date":"2024-05-01T12:00:00Z"}])",
        "RuleID,Commit,File,Secret,Match,StartLine,Tags\nr,,a,\"s\n\"\"1\",m,1,\n",
        R"({"schema_version":"1","findings":[{"rule_id":"r","match":{"full":"f",)"
        R"("value":"REDACTED","fingerprint":"00"},"attributes":{"git.sha":"c"},"location":)"
        R"({"path":"a","start_line":1},"component_sets":[{"components":[{"rule_id":"q",)"
        R"("match":{"value":"v"}}]}]}]})",
        R"({"SourceMetadata":{"Data":{"Git":{"commit":"c","file":"a","email":"A <e>","line":3,)"
        R"("timestamp":"2024-05-01 12:00:00 +0000"}}},"DetectorName":"D","Raw":"s","RawV2":"s:t"})",
        R"({"rule":{"id":"k"},"finding":{"snippet":"s","line":1,"path":"a","dependent_captures":)"
        R"({"X":"y"},"git_metadata":{"commit":{"id":"c"},"file":{"path":"b"}}}})",
        R"({"version":"1.5.0","plugins_used":[],"results":{"a":[{"type":"T","line_number":1,)"
        R"("hashed_secret":"0123456789012345678901234567890123456789","is_secret":false}]}})",
        R"({"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[{"ruleId":"r",)"
        R"("locations":[{"physicalLocation":{"artifactLocation":{"uri":"file:///a%20b"},"region":)"
        R"({"startLine":1,"startColumn":1,"endColumn":3,"snippet":{"text":"ab"}}}}]}]}]})",
    };
}

}  // namespace curfew::fuzz
