/// One reader a carrier, behind read_carrier (carrier.h); each in the file of its name.
///
/// A reader takes any bytes: the secret alone or a piece of text around it. What it cannot read it
/// says in `problem`; what is not told stays empty.
///
/// Threads:  pure functions.
/// Source:   at the top of each file.
#pragma once

#include <string>
#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"

namespace curfew::lifetime {

[[nodiscard]] CarrierFacts read_aws_key(std::string_view text);
[[nodiscard]] CarrierFacts read_azure_sas(std::string_view text);
[[nodiscard]] CarrierFacts read_cloud_cache(std::string_view text);
[[nodiscard]] CarrierFacts read_cloudfront(std::string_view text);
[[nodiscard]] CarrierFacts read_discord(std::string_view text);
[[nodiscard]] CarrierFacts read_django_signed(std::string_view text);
[[nodiscard]] CarrierFacts read_flask_signed(std::string_view text);
[[nodiscard]] CarrierFacts read_gcp_key_file(std::string_view text);
[[nodiscard]] CarrierFacts read_github_jwt(std::string_view text);
[[nodiscard]] CarrierFacts read_gitlab_routable(std::string_view text);
[[nodiscard]] CarrierFacts read_grafana_cloud(std::string_view text);
[[nodiscard]] CarrierFacts read_jwt(std::string_view text);
[[nodiscard]] CarrierFacts read_kerberos_ccache(std::string_view bytes);
[[nodiscard]] CarrierFacts read_kubeconfig(std::string_view text);
[[nodiscard]] CarrierFacts read_macaroon(std::string_view text);
[[nodiscard]] CarrierFacts read_onepassword_sa(std::string_view text);
[[nodiscard]] CarrierFacts read_openpgp(std::string_view bytes);
[[nodiscard]] CarrierFacts read_paseto(std::string_view text);
[[nodiscard]] CarrierFacts read_presigned_aws(std::string_view text);
[[nodiscard]] CarrierFacts read_presigned_gcs(std::string_view text);
[[nodiscard]] CarrierFacts read_pypi(std::string_view text);
[[nodiscard]] CarrierFacts read_sentry_org(std::string_view text);
[[nodiscard]] CarrierFacts read_slack_rotating(std::string_view text);
[[nodiscard]] CarrierFacts read_ssh_certificate(std::string_view bytes);
[[nodiscard]] CarrierFacts read_ulid(std::string_view text);
[[nodiscard]] CarrierFacts read_uuid_time(std::string_view text);
[[nodiscard]] CarrierFacts read_vault_token(std::string_view text);
[[nodiscard]] CarrierFacts read_x509(std::string_view bytes);

/// Facts of a carrier that could not be read.
[[nodiscard]] inline CarrierFacts broken(std::string_view carrier, std::string problem) {
    CarrierFacts facts;
    facts.carrier = carrier;
    facts.problem = std::move(problem);
    return facts;
}

/// Empty facts of a carrier.
[[nodiscard]] inline CarrierFacts facts_of(std::string_view carrier) {
    return broken(carrier, {});
}

/// The 12-digit account inside an AWS access key id, or nothing (old ids do not hold it).
[[nodiscard]] std::string aws_account_in(std::string_view key_id);

}  // namespace curfew::lifetime
