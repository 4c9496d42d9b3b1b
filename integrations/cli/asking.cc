#include "integrations/cli/asking.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "integrations/cli/output.h"
#include "integrations/cli/provider_access.h"
#include "scanner/verification/credential_of.h"
#include "scanner/verification/take_in.h"

namespace curfew::cli {
namespace {

using core::Result;

provider::Inspection stopped() {
    provider::Inspection inspection;
    inspection.reason = "stopped before an answer came";
    return inspection;
}

provider::Credential credential_of(const match::Detection& detection) {
    provider::Credential credential;
    credential.signature = detection.signature;
    credential.secret = detection.secret.duplicate();
    for (const match::FoundPart& part : detection.parts) {
        credential.parts.push_back({part.name, part.value.duplicate()});
    }
    return credential;
}

std::string indented(std::string_view text) {
    std::string lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (end > 0) lines += "    " + report::printable(text.substr(0, end));
        lines += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

Result<std::unique_ptr<Asking>> Asking::make(const Asker& asker) {
    TRY_ASSIGN(LoadedAccess loaded, load_access(asker.settings, asker.catalog, asker.clock));
    for (const std::string& warning : loaded.warnings) complain(warning);
    loaded.access.touches_canaries = asker.touches_canaries;
    http::ClientOptions options;
    options.authorities_file = asker.settings.verify.authorities_file;
    TRY_ASSIGN(auto client, http::CurlClient::make(asker.clock, std::move(options)));
    return std::unique_ptr<Asking>(new Asking(asker, std::move(loaded.access), std::move(client)));
}

Asking::Asking(const Asker& asker, provider::Access access,
               std::unique_ptr<http::CurlClient> client)
    : policy_(asker.settings.policy),
      confidence_min_(asker.settings.policy.report_confidence_min),
      canaries_(asker.settings.verify.canaries.begin(), asker.settings.verify.canaries.end()),
      access_(std::move(access)),
      client_(std::move(client)),
      strand_(*client_),
      providers_({*client_, asker.clock, access_}),
      inspector_(providers_, strand_, asker.clock, access_),
      questions_([this](provider::Credential credential, provider::InspectionHandler handler) {
          inspector_.inspect(std::move(credential), std::move(handler));
      }) {}

// The client's thread runs everything that is still under way, so it goes first; nothing is put on
// it afterwards.
Asking::~Asking() {
    strand_.end();
    client_.reset();
}

bool Asking::is_bait(const rules::Signature& signature, const std::string& account) const {
    return canaries_.contains(account) ||
           std::ranges::find(signature.canaries, account) != signature.canaries.end();
}

bool Asking::is_askable(const rules::Signature& signature) {
    return providers_.of(signature).facts(signature).is_askable;
}

void Asking::see(const match::Detection& detection, const std::string& account) {
    // What is doubtful, or bait, is looked at when all places are known.
    if (!detection.is_confirmed && detection.confidence.value < confidence_min_) return;
    if (is_bait(*detection.signature, account) || !is_askable(*detection.signature)) return;
    questions_.try_put(credential_of(detection));
}

void Asking::mark_canary(report::Finding& finding) const {
    if (finding.verdict.detail == "canary" || !canaries_.contains(finding.owner.account)) return;
    finding.verdict = {"not_checked", "canary", "the configuration lists its account as bait"};
}

void Asking::finish(report::ScanReport& report, bool is_now, const std::stop_token& stop) {
    report.was_verified = true;
    bool goes_on = !stop.stop_requested();
    for (report::Finding& finding : report.findings) {
        mark_canary(finding);
        if (!goes_on) break;
        goes_on = questions_.put(verification::credential_of(finding), stop);
    }
    if (goes_on) goes_on = questions_.wait(stop);
    report.was_stopped = report.was_stopped || !goes_on;
    for (report::Finding& finding : report.findings) {
        const auto answer = questions_.answer_to(verification::credential_of(finding));
        verification::take_in(finding, answer.value_or(stopped()), {policy_, report.as_of, is_now});
    }
    report::sort_findings(report.findings);
}

void Asking::plan(report::ScanReport& report) {
    for (report::Finding& finding : report.findings) {
        const provider::Provider& speaker = providers_.of(*finding.signature);
        const provider::Facts facts = speaker.facts(*finding.signature);
        const auto ending = speaker.explain_ending(verification::credential_of(finding), {});
        finding.plan = {.can_end = facts.can_end && ending.has_value(),
                        .needs_admin = facts.needs_admin,
                        .is_reversible = facts.is_reversible,
                        .blast_radius = facts.blast_radius,
                        .requests = ending.has_value() ? ending.value() : ending.error().message()};
    }
}

std::string Asking::explanation(const report::ScanReport& report) {
    std::string text;
    std::size_t count = 0;
    std::map<std::string, std::size_t> unasked;
    for (const report::Finding& finding : report.findings) {
        const provider::Credential credential = verification::credential_of(finding);
        const bool is_canary = is_bait(*finding.signature, finding.owner.account);
        if (is_canary && !access_.touches_canaries) {
            ++unasked[finding.signature->id.value + ": known bait"];
            continue;
        }
        const provider::Provider& speaker = providers_.of(*finding.signature);
        const auto target = speaker.target(credential);
        const auto question = speaker.explain_question(credential);
        if (!target.has_value() || !question.has_value()) {
            const core::Error& error = target.has_value() ? question.error() : target.error();
            ++unasked[finding.signature->id.value + ": " + error.message()];
            continue;
        }
        ++count;
        text += finding.signature->name + "  " + report::printable(finding.masked) + "  " +
                finding.fingerprint.text() + "\n" + indented(question.value());
        const provider::Facts facts = speaker.facts(*finding.signature);
        if (!facts.asking_note.empty())
            text += "    # " + report::printable(facts.asking_note) + "\n";
        text += "\n";
    }
    for (const auto& [reason, number] : unasked) {
        text += "Not asked (" + std::to_string(number) + "): " + report::printable(reason) + "\n";
    }
    return text + (count == 0 ? "Nothing would be sent.\n"
                              : "Each host is first asked the same about a made-up secret of each "
                                "kind. Nothing was sent.\n");
}

}  // namespace curfew::cli
