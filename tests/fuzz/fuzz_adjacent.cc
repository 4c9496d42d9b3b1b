// Times beside a secret: the first two bytes say where in the rest it stands.

#include "scanner/lifetime/adjacent.h"
#include "tests/fuzz/fuzz_seeds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size < 3) return 0;
    const curfew::core::BlobView text(reinterpret_cast<const std::byte*>(bytes) + 2, size - 2);
    const std::size_t begin = bytes[0] * 8U % text.size();
    const std::size_t end = begin + bytes[1] % (text.size() - begin + 1);
    static_cast<void>(curfew::lifetime::read_adjacent(text, {begin, end}));
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return {
        std::string("\x02\x04") + R"({"a":{"token": "abcd", "expires_at":"2026-01-01T00:00:00Z"}})",
        "\x02\x04[profile]\naws_session_token = abcd\naws_expiration = 2026-01-01T00:00:00Z\n",
        "\x04\x04- name: x\n  token: 'abcd'\n  expiry: 1764000000\n- name: y\n"};
}

}  // namespace curfew::fuzz
