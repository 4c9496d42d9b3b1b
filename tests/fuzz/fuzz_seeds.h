/// What a fuzz target offers besides libFuzzer's entry: the inputs it starts from.
///
/// Seeds that look like secrets are made at run time, never stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// One input; must return 0 and never crash, whatever the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace curfew::fuzz {

[[nodiscard]] std::vector<std::string> fuzz_seeds();

}  // namespace curfew::fuzz
