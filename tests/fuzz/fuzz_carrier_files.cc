// Carriers: files of command lines.

#include "scanner/lifetime/carriers/carrier.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/support/carrier_samples.h"

namespace {

constexpr std::string_view kCarriers[] = {"cloud_cache", "gcp_key_file", "kubeconfig"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const curfew::core::SecretString secret(
        curfew::core::BlobView(reinterpret_cast<const std::byte*>(bytes), size));
    for (const std::string_view carrier : kCarriers) {
        static_cast<void>(curfew::lifetime::read_carrier(carrier, secret));
    }
    return 0;
}

namespace curfew::fuzz {

std::vector<std::string> fuzz_seeds() {
    return support::samples_of({std::begin(kCarriers), std::end(kCarriers)});
}

}  // namespace curfew::fuzz
