#include "scanner/match/issuer_forms.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "scanner/match/characters.h"
#include "scanner/match/value_form.h"

namespace curfew::match {
namespace {

using std::string_view;

struct IssuerForm {
    string_view name;  // in the name of the value, whatever the case
    bool (*holds)(string_view value);
};

bool starts_with_one_of(string_view value, std::initializer_list<string_view> heads) {
    return std::any_of(heads.begin(), heads.end(),
                       [&](string_view head) { return value.starts_with(head); });
}

bool is_hex_of(string_view value, std::size_t size) {
    return value.size() == size && std::all_of(value.begin(), value.end(), is_hex);
}

// "123456789:" and 35 characters.
bool is_telegram(string_view value) {
    const std::size_t colon = value.find(':');
    return colon >= 8 && colon <= 10 && value.size() - colon - 1 == 35 &&
           std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(colon), is_digit);
}

bool is_aws_secret(string_view value) {
    return value.size() == 40 || value.size() > 100;
}
bool is_weights_and_biases(string_view value) {
    return is_hex_of(value, 40) || value.starts_with("wandb_");
}
bool is_openai(string_view value) {
    return starts_with_one_of(value, {"sk-", "sess-", "ek_"});
}
bool is_anthropic(string_view value) {
    return value.starts_with("sk-ant-");
}
bool is_deepseek(string_view value) {
    return value.starts_with("sk-") && is_hex_of(value.substr(3), 32);
}
bool is_mistral(string_view value) {
    return value.size() == 32;
}
bool is_groq(string_view value) {
    return value.starts_with("gsk_");
}
bool is_perplexity(string_view value) {
    return value.starts_with("pplx-");
}
bool is_replicate(string_view value) {
    return value.starts_with("r8_") || is_hex_of(value, 40);
}
bool is_hugging_face(string_view value) {
    return starts_with_one_of(value, {"hf_", "api_org_"});
}
bool is_sendgrid(string_view value) {
    return value.starts_with("SG.");
}
bool is_planetscale(string_view value) {
    return value.starts_with("pscale_");
}
bool is_postman(string_view value) {
    return starts_with_one_of(value, {"PMAK-", "PMAT-"});
}
bool is_pulumi(string_view value) {
    return value.starts_with("pul-");
}
bool is_doppler(string_view value) {
    return value.starts_with("dp.");
}
bool is_meraki(string_view value) {
    return is_hex_of(value, 40);
}
// 32 hexadecimal digits, a dot, 24 characters.
bool is_ollama(string_view value) {
    return value.size() == 57 && value[32] == '.' && is_hex_of(value.substr(0, 32), 32);
}
bool is_stability(string_view value) {
    return value.starts_with("sk-") && value.size() >= 51;
}
bool is_brave(string_view value) {
    return value.starts_with("BSA") && value.size() >= 30;
}
bool is_apify(string_view value) {
    return value.starts_with("apify_");
}
bool is_upcloud(string_view value) {
    return value.starts_with("ucat_");
}
bool is_figma(string_view value) {
    return value.starts_with("fig");
}
bool is_linear(string_view value) {
    return value.starts_with("lin_");
}
bool is_pypi(string_view value) {
    return value.starts_with("pypi-");
}
bool is_xai(string_view value) {
    return value.starts_with("xai-");
}
bool is_databricks(string_view value) {
    return starts_with_one_of(value, {"dapi", "dose", "dkea", "ddap", "eyJ"});
}
bool is_slack_bot(string_view value) {
    return value.starts_with("xox");
}
bool is_npm(string_view value) {
    return value.starts_with("npm_") || is_uuid(value);
}

constexpr auto kIssuers = std::to_array<IssuerForm>({
    {"telegram", is_telegram},
    {"aws_secret", is_aws_secret},
    {"awssecret", is_aws_secret},
    {"wandb", is_weights_and_biases},
    {"openai_api", is_openai},
    {"openaiapi", is_openai},
    {"anthropic", is_anthropic},
    {"deepseek", is_deepseek},
    {"mistral", is_mistral},
    {"groq", is_groq},
    {"perplexity", is_perplexity},
    {"replicate", is_replicate},
    {"huggingface", is_hugging_face},
    {"sendgrid", is_sendgrid},
    {"planetscale", is_planetscale},
    {"postman", is_postman},
    {"pulumi", is_pulumi},
    {"doppler", is_doppler},
    {"meraki", is_meraki},
    {"ollama", is_ollama},
    {"stability", is_stability},
    {"brave_search", is_brave},
    {"apify_", is_apify},
    {"upcloud", is_upcloud},
    {"figma", is_figma},
    {"linear_api", is_linear},
    {"pypi", is_pypi},
    {"xai_api", is_xai},
    {"databricks_token", is_databricks},
    {"slack_bot", is_slack_bot},
    {"npm_token", is_npm},
    {"npmtoken", is_npm},
});

}  // namespace

bool contradicts_issuer(string_view name, string_view value) {
    return std::any_of(kIssuers.begin(), kIssuers.end(), [&](const IssuerForm& issuer) {
        return contains_caseless(name, issuer.name) && !issuer.holds(value);
    });
}

}  // namespace curfew::match
