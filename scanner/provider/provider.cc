#include "scanner/provider/provider.h"

#include <algorithm>
#include <utility>

#include "scanner/provider/control.h"

namespace curfew::provider {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

Error not_offered(std::string_view what) {
    return {ErrorKind::unsupported, "this kind of credential cannot be " + std::string(what)};
}

}  // namespace

Proof proof_of(const Inspection& inspection, bool was_live) {
    Proof proof;
    const Verdict verdict = verdict_of(inspection.detail, was_live);
    if (verdict == Verdict::dead) proof.state = Proof::State::dead;
    if (verdict == Verdict::live) proof.state = Proof::State::alive;
    proof.reason = "asked again: " + std::string(name_of(inspection.detail));
    if (!inspection.reason.empty()) proof.reason += ", " + inspection.reason;
    proof.evidence.push_back(inspection.evidence);
    return proof;
}

Credential Credential::duplicate() const {
    Credential copy;
    copy.signature = signature;
    copy.secret = secret.duplicate();
    for (const CredentialPart& part : parts) {
        copy.parts.push_back({part.name, part.value.duplicate()});
    }
    copy.is_canary = is_canary;
    return copy;
}

const core::SecretString* Credential::part(std::string_view name) const {
    const auto found = std::ranges::find(parts, name, &CredentialPart::name);
    return found == parts.end() ? nullptr : &found->value;
}

std::string_view ProviderAccess::setting(std::string_view name) const {
    const auto found = settings.find(std::string(name));
    return found == settings.end() ? std::string_view() : std::string_view(found->second);
}

const ProviderAccess* Access::of(std::string_view provider_id) const {
    const auto found = providers.find(std::string(provider_id));
    return found == providers.end() ? nullptr : &found->second;
}

Facts Provider::facts_of(const Credential& credential) const {
    return facts(*credential.signature);
}

Result<Credential> Provider::made_up(const Credential& credential) const {
    return make_control(credential);
}

Result<std::string> Provider::explain_ending(const Credential& /*credential*/,
                                             const Binding& /*binding*/) const {
    return not_offered("ended by a request");
}

// The overrides keep what they are given; only these defaults do not.
// NOLINTBEGIN(performance-unnecessary-value-param)
void Provider::bind(Credential /*credential*/, BindingHandler handler) {
    handler({.reason = "its provider offers no proof of which id is this credential's"});
}

void Provider::revoke(Credential /*credential*/, Binding /*binding*/, StepHandler handler) {
    handler({.reason = not_offered("ended by a request").message()});
}

void Provider::prove_dead(Credential credential, Binding /*binding*/, bool was_live,
                          ProofHandler handler) {
    introspect(std::move(credential),
               [was_live, handler = std::move(handler)](const Inspection& inspection) {
                   handler(proof_of(inspection, was_live));
               });
}

void Provider::issue(IssueOrder /*order*/, IssuedHandler handler) {
    handler(not_offered("issued"));
}

void Provider::renew(Credential /*credential*/, core::Duration /*life*/, EndHandler handler) {
    handler(not_offered("renewed"));
}

void Provider::find_by_tag(std::string /*tag*/, FoundHandler handler) {
    handler(not_offered("found by a tag"));
}
// NOLINTEND(performance-unnecessary-value-param)

}  // namespace curfew::provider
