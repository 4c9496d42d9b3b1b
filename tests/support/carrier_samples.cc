#include "tests/support/carrier_samples.h"

#include <algorithm>

#include "tests/support/carrier_bytes.h"

namespace curfew::support {
namespace {

void add_tokens(std::vector<CarrierSample>& samples) {
    const std::string times = R"({"iat":1764000000,"exp":1764003600.5,"sub":"user","scp":["a"]})";
    samples.push_back({"jwt", jwt(times)});
    samples.push_back({"jwt", "Authorization: Bearer " + jwt(times) + "\n"});
    samples.push_back({"github_jwt", "ghs_12345_" + jwt(times)});
    const std::string claims = R"({"exp":"2026-12-01T00:00:00Z","iat":"2026-11-01T00:00:00Z"})";
    samples.push_back({"paseto", "v4.public." + base64url(claims + std::string(64, '\x12'))});
    samples.push_back({"vault_token", "hvs." + std::string(40, 'a')});
    samples.push_back({"slack_rotating", std::string("xoxe.") + "xoxb-1-" + std::string(20, 'a')});
    samples.push_back({"django_signed", "value:1vNQJ2:" + std::string(43, 'a')});
    samples.push_back({"flask_signed", base64url(R"({"user":1})") + "." +
                                           base64url(big_endian(1'764'000'000, 4)) + "." +
                                           std::string(27, 'a')});
    samples.push_back({"ulid", "01ARZ3NDEKTSV4RRFFQ69G5FAV"});
    samples.push_back({"uuid_time", "01936a5e-4f00-7abc-8def-0123456789ab"});
    samples.push_back({"uuid_time", "c232ab00-9414-11ec-b3c8-9f6bdeced846"});
    samples.push_back(
        {"discord", base64url("80351110224678912") + ".Gabcde." + std::string(38, 'a')});
    samples.push_back({"aws_key", "AKIA" + std::string("QYLPMN5HHHFPZAM2")});
    samples.push_back({"gitlab_routable", gitlab_routable("glpat-", "o:1\nu:16")});
    samples.push_back({"sentry_org", "sntrys_" + base64(R"({"iat":1764000000.25,"org":"acme"})") +
                                         "_" + std::string(43, 'a')});
    samples.push_back({"grafana_cloud", "glc_" + base64(R"({"o":"1","n":"ci","m":{"r":"eu"}})")});
    samples.push_back({"onepassword_sa", "ops_" + base64url(R"({"email":"a@b.test"})")});
}

void add_addresses(std::vector<CarrierSample>& samples) {
    samples.push_back({"presigned_aws",
                       "https://b.s3.amazonaws.com/k?X-Amz-Credential=x%2F20261122%2Fr%2Fs3"
                       "&X-Amz-Date=20261122T093000Z&X-Amz-Expires=3600&X-Amz-Signature=0"});
    samples.push_back({"presigned_gcs",
                       "https://storage.googleapis.com/b/k?X-Goog-Date=20261122T093000Z"
                       "&X-Goog-Expires=3600&X-Goog-Credential=a%40b.test%2F20261122"});
    samples.push_back({"azure_sas",
                       "https://acct.blob.core.windows.net/c?sv=2022-11-02&st=2026-11-22"
                       "&se=2026-11-23T09%3A30%3A00Z&sp=r&sig=abc%3D"});
    samples.push_back({"azure_sas",
                       "SharedAccessSignature sr=https%3A%2F%2Fns.test&sig=a%3D&se=1764000000"
                       "&skn=root"});
    const std::string policy = R"({"Statement":[{"Resource":"*","Condition":{"DateLessThan":)"
                               R"({"AWS:EpochTime":1764000000}}}]})";
    std::string encoded = base64(policy);
    std::ranges::replace(encoded, '+', '-');
    std::ranges::replace(encoded, '=', '_');
    std::ranges::replace(encoded, '/', '~');
    samples.push_back({"cloudfront", "https://d.test/x?Policy=" + encoded + "&Key-Pair-Id=K1"});
}

void add_structures(std::vector<CarrierSample>& samples) {
    const std::string der = certificate_der({});
    samples.push_back({"x509", pem("CERTIFICATE", der)});
    samples.push_back({"x509", der});
    samples.push_back({"ssh_certificate", ssh_certificate({})});
    samples.push_back({"openpgp", pgp_key(1'764'000'000, {{1'764'000'000, 3600}})});
    samples.push_back({"macaroon", base64url(macaroon_version_one(
                                       {.caveats = {"time < 2026-12-01T00:00:00Z"}}))});
    samples.push_back({"macaroon", base64url(macaroon_version_two(
                                       {.caveats = {"time < 2026-12-01T00:00:00Z"}}))});
    samples.push_back({"pypi", "pypi-" + base64url(macaroon_version_two(
                                             {.location = "pypi.org",
                                              .caveats = {"[0,1764003600,1764000000]"}}))});
    samples.push_back({"kerberos_ccache", kerberos_cache({{}})});
}

void add_files(std::vector<CarrierSample>& samples) {
    samples.push_back({"kubeconfig", "users:\n- name: a\n  user:\n    client-certificate-data: " +
                                         base64(pem("CERTIFICATE", certificate_der({}))) + "\n"});
    samples.push_back({"cloud_cache", R"({"accessToken":"a","expiresAt":"2026-11-22T09:30:00Z"})"});
    samples.push_back({"gcp_key_file", R"({"type":"service_account","private_key_id":"ab12",)"
                                       R"("client_email":"a@p.iam.gserviceaccount.com"})"});
}

}  // namespace

std::vector<CarrierSample> carrier_samples() {
    std::vector<CarrierSample> samples;
    add_tokens(samples);
    add_addresses(samples);
    add_structures(samples);
    add_files(samples);
    return samples;
}

std::vector<std::string> samples_of(const std::vector<std::string_view>& carriers) {
    std::vector<std::string> texts;
    for (CarrierSample& sample : carrier_samples()) {
        if (std::ranges::find(carriers, sample.carrier) != carriers.end()) {
            texts.push_back(std::move(sample.text));
        }
    }
    return texts;
}

}  // namespace curfew::support
