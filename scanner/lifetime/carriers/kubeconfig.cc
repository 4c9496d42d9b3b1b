// kubeconfig files, or one value out of them.
//
// A user's credential is a client certificate (base64 of PEM), a token (often a JWT), or an access
// token of an auth-provider with its expiry. One credential tells its own times; several different
// ones tell nothing of any single one. Read line by line: the names are the same in YAML and JSON,
// and a value stands in its name's line. Kubernetes documentation, "kubeconfig (v1)".

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"
#include "scanner/lifetime/named_times.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "kubeconfig";

struct Values {
    std::string_view certificate;
    std::string_view token;
    std::string_view expiry;
    bool has_several = false;
};

std::string_view bare(std::string_view text) {
    text = trimmed(text);
    while (!text.empty() && std::string_view("\"',").find(text.back()) != std::string_view::npos) {
        text.remove_suffix(1);
    }
    while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    return text;
}

void put(Values& values, std::string_view& into, std::string_view value) {
    if (value.empty()) return;
    if (!into.empty() && into != value) values.has_several = true;
    into = value;
}

void take_line(Values& values, std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    std::string_view name = trimmed(line.substr(0, colon));
    if (name.starts_with("- ")) name = trimmed(name.substr(2));
    name = bare(name);
    const std::string_view value = bare(line.substr(colon + 1));
    if (name == "client-certificate-data") put(values, values.certificate, value);
    if (name == "token" || name == "access-token") put(values, values.token, value);
    if (name == "expiry") put(values, values.expiry, value);
}

Values values_in(std::string_view text) {
    Values values;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        take_line(values, text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return values;
}

CarrierFacts named(CarrierFacts facts) {
    facts.carrier = kCarrier;
    return facts;
}

CarrierFacts from_token(const Values& values) {
    CarrierFacts facts = read_jwt(values.token);
    if (facts.problem.empty()) return named(std::move(facts));
    facts = facts_of(kCarrier);
    if (values.expiry.empty()) return facts;
    facts.expires_at = instant_from_value(values.expiry);
    if (!facts.expires_at) facts.problem = "expiry is not an instant";
    return facts;
}

}  // namespace

CarrierFacts read_kubeconfig(std::string_view text) {
    const Values values = values_in(text);
    if (values.has_several || (!values.certificate.empty() && !values.token.empty())) {
        return broken(kCarrier, "it holds several credentials");
    }
    if (!values.certificate.empty()) return named(read_x509(values.certificate));
    if (!values.token.empty()) return from_token(values);
    // One value alone: base64 of a certificate, or a token.
    CarrierFacts facts = read_x509(text);
    if (!facts.problem.empty()) facts = read_jwt(text);
    if (!facts.problem.empty()) return broken(kCarrier, "there is no credential with times in it");
    return named(std::move(facts));
}

}  // namespace curfew::lifetime
