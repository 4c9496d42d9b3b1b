// Decoders: whatever is hidden in a blob, several levels deep, with its map outward.

#include <string>

#include "scanner/core/blob.h"
#include "scanner/core/check.h"
#include "scanner/decode/decoder.h"
#include "tests/fuzz/fuzz_seeds.h"

namespace {

using curfew::core::Blob;
using curfew::core::BlobOrigin;

/// Goes deeper, and asks for the place of every blob's beginning, middle and end.
class Sink : public curfew::core::BlobSink {
  public:
    void take(const Blob& blob) override {
        const std::size_t size = blob.bytes.size();
        for (const std::size_t at : {std::size_t{0}, size / 2, size}) {
            if (!blob.offset_in_outer) break;
            const auto outer = blob.offset_in_outer(at);
            curfew::core::check(!outer || *outer <= blob.outer->bytes.size());
        }
        static_cast<void>(curfew::decode::position_of(blob, {size / 3, size}));
        static_cast<void>(curfew::decode::containers_of(blob));
        decoders.decode(blob, *this);
    }
    void skip(curfew::core::Skipped /*skipped*/) override {}

    curfew::decode::DecoderStack decoders;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const BlobOrigin origin{.path = "fuzz", .object = {}};
    Sink sink;
    sink.decoders.begin();
    sink.decoders.decode(
        {.bytes = {reinterpret_cast<const std::byte*>(bytes), size}, .origin = origin}, sink);
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    // gzip of "a=b" and a line break, stored without compression.
    const std::string gzip(
        "\x1F\x8B\x08\0\0\0\0\0\0\x03\x01\x04\0\xFB\xFF"
        "a=b\n"
        "\xD0\x9C\x5B\xA5\x04\0\0\0",
        27);
    return {
        "data: dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjIhIGFuZCBtb3Jl\n",
        "{\"log\": \"a=1\\nkey=\\\"v\\u0061lue\\ud83d\\ude00\\\" x\\/y\"}",
        "https://host.example/?next=a%3Db%26c%3Dd%2525e&more=words",
        "note: |\n  dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjIhIGFuZCBtb3Jl\n"
        "  dGhlIHBhc3N3b3JkIGlzIGh1bnRlcjIhIGFuZCBtb3Jl\n  YWI=\n",
        std::string("\xFF\xFE"
                    "k\0=\0v\0\n\0\x3D\xD8\0\xDE",
                    14),
        std::string("p\0a\0s\0s\0 \0w\0o\0r\0d\0", 18),
        gzip,
        "a \"x=\\n" + gzip + "\" H4sIAAAAAAAAAwEEAPv/YT1iCtCcW6UEAAAA",
    };
}

}  // namespace curfew::fuzz
