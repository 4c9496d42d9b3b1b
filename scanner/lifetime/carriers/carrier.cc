#include "scanner/lifetime/carriers/carrier.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "scanner/core/check.h"
#include "scanner/core/limits.h"
#include "scanner/core/result.h"
#include "scanner/core/secret_string.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/rules/signature.h"
#include "scanner/rules/signature_list.h"

namespace curfew::lifetime {
namespace {

struct Carrier {
    std::string_view name;
    CarrierFacts (*read)(std::string_view);
};

// Sorted by name, for binary search.
constexpr std::array kCarriers{
    Carrier{"aws_key", read_aws_key},
    Carrier{"azure_sas", read_azure_sas},
    Carrier{"cloud_cache", read_cloud_cache},
    Carrier{"cloudfront", read_cloudfront},
    Carrier{"discord", read_discord},
    Carrier{"django_signed", read_django_signed},
    Carrier{"flask_signed", read_flask_signed},
    Carrier{"gcp_key_file", read_gcp_key_file},
    Carrier{"github_jwt", read_github_jwt},
    Carrier{"gitlab_routable", read_gitlab_routable},
    Carrier{"grafana_cloud", read_grafana_cloud},
    Carrier{"jwt", read_jwt},
    Carrier{"kerberos_ccache", read_kerberos_ccache},
    Carrier{"kubeconfig", read_kubeconfig},
    Carrier{"macaroon", read_macaroon},
    Carrier{"onepassword_sa", read_onepassword_sa},
    Carrier{"openpgp", read_openpgp},
    Carrier{"paseto", read_paseto},
    Carrier{"presigned_aws", read_presigned_aws},
    Carrier{"presigned_gcs", read_presigned_gcs},
    Carrier{"pypi", read_pypi},
    Carrier{"sentry_org", read_sentry_org},
    Carrier{"slack_rotating", read_slack_rotating},
    Carrier{"ssh_certificate", read_ssh_certificate},
    Carrier{"ulid", read_ulid},
    Carrier{"uuid_time", read_uuid_time},
    Carrier{"vault_token", read_vault_token},
    Carrier{"x509", read_x509},
};
static_assert(std::ranges::is_sorted(kCarriers, {}, &Carrier::name));

constexpr auto kNames = [] {
    std::array<std::string_view, kCarriers.size()> names{};
    std::ranges::transform(kCarriers, names.begin(), &Carrier::name);
    return names;
}();

}  // namespace

std::span<const std::string_view> carrier_names() {
    return kNames;
}

core::Result<void> check_carriers(rules::SignatureList signatures) {
    for (const rules::Signature& signature : signatures) {
        const std::string& carrier = signature.lifetime.carrier;
        if (carrier.empty() || std::ranges::binary_search(kNames, carrier)) continue;
        std::string known;
        for (const std::string_view name : kNames) {
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        return core::Error(core::ErrorKind::invalid_input,
                           "signature " + signature.id.value +
                               ": lifetime.carrier must be one of " + known + ", not \"" +
                               clean_text(carrier) + "\"");
    }
    return {};
}

CarrierFacts read_carrier(std::string_view carrier, const core::SecretString& secret) {
    const auto* known = std::ranges::lower_bound(kCarriers, carrier, {}, &Carrier::name);
    core::check(known != kCarriers.end() && known->name == carrier);
    if (secret.size() > core::kCarrierBytesMax) return broken(carrier, "it is too large to read");
    return known->read(secret.reveal());
}

}  // namespace curfew::lifetime
