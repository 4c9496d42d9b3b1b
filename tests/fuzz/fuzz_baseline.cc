// Baselines and ignore files: what was read and written again is the same.

#include <string_view>

#include "scanner/core/check.h"
#include "scanner/store/baseline.h"
#include "tests/fuzz/fuzz_seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using curfew::store::Baseline;
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto parsed = Baseline::parse(text, "fuzz", "pub");
    if (!parsed.has_value()) return 0;
    const auto again = Baseline::parse(parsed.value().text(), "fuzz", "pub");
    curfew::core::check(again.has_value() && again.value() == parsed.value());
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    const std::string known = "cf1:pub:00112233445566778899aabbccddeeff";
    return {"curfew-baseline 1 pub\n" + known + " until=2027-01-31 # why\n",
            "curfew-ignore 1 pub\r\n\r\n# remark\r\n" + known + "\r\n",
            "curfew-baseline 1 0123abcd\n"};
}

}  // namespace curfew::fuzz
