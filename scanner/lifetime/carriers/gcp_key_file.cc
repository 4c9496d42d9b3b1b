// Google service account key files: JSON that names the key and the account, and carries no time.
// Google Cloud IAM documentation, "Create and delete service account keys".

#include <string_view>

#include "scanner/lifetime/carriers/carrier.h"
#include "scanner/lifetime/carriers/json_document.h"
#include "scanner/lifetime/carriers/readers.h"
#include "scanner/lifetime/carriers/text_encoding.h"

namespace curfew::lifetime {
namespace {

constexpr std::string_view kCarrier = "gcp_key_file";

}  // namespace

CarrierFacts read_gcp_key_file(std::string_view text) {
    const auto document = JsonDocument::parse(trimmed(text));
    if (!document.has_value()) return broken(kCarrier, document.error().message());
    const JsonView root = document.value().root();
    if (root.text_at("type") != "service_account") {
        return broken(kCarrier, "it is not a service account's key file");
    }
    CarrierFacts facts = facts_of(kCarrier);
    facts.account = clean_text(root.text_at("client_email"));
    facts.name = clean_text(root.text_at("private_key_id"));
    if (facts.account.empty() || facts.name.empty()) {
        facts.problem = "it has no client_email or private_key_id";
    }
    return facts;
}

}  // namespace curfew::lifetime
