// Carriers: tokens that hold their times in their own letters.

#include "scanner/lifetime/carriers/carrier.h"
#include "tests/fuzz/fuzz_seeds.h"
#include "tests/support/carrier_samples.h"

namespace {

constexpr std::string_view kCarriers[] = {
    "aws_key",         "discord",        "django_signed", "flask_signed",   "github_jwt",
    "gitlab_routable", "grafana_cloud",  "jwt",           "onepassword_sa", "paseto",
    "sentry_org",      "slack_rotating", "ulid",          "uuid_time",      "vault_token"};

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
