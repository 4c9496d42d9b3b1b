#include "scanner/import.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scanner/core/coverage.h"
#include "scanner/findings.h"
#include "scanner/foreign_match.h"
#include "scanner/place_reader.h"
#include "scanner/scan_worker.h"

namespace curfew {
namespace {

using core::Result;
using core::RunFingerprint;
using foreign::ForeignFinding;
using foreign::ForeignReport;

constexpr std::string_view kChanged = "hides its secret, and the place has changed";
constexpr std::string_view kNotSeen = "hides its secret, and no signature of ours sees one there";
constexpr std::string_view kNotSeenOrChanged =
    "hides its secret; the place has changed, or no signature of ours sees one there";

/// A text that stands for a secret's surroundings, and what may be taken from it.
struct Attempt {
    std::string text;
    bool takes_generic = false;
    bool takes_all = false;  ///< whatever is seen in it
};

/// One finding and the report it stands in.
struct Told {
    const ForeignReport* report;
    const ForeignFinding* finding;
};

std::string name_of(const Told& told) {
    const ForeignFinding& finding = *told.finding;
    std::string name = finding.path.empty() ? "no file" : finding.path;
    if (finding.line != 0) name += ":" + std::to_string(finding.line);
    if (!finding.commit.empty()) name += " in commit " + finding.commit.substr(0, 12);
    return name + " (" + told.report->tool + ": " + finding.rule + ")";
}

/// Every finding, those of one place together.
std::vector<Told> by_place(std::span<const ForeignReport> reports) {
    std::vector<Told> all;
    for (const ForeignReport& report : reports) {
        for (const ForeignFinding& finding : report.findings) all.push_back({&report, &finding});
    }
    std::ranges::stable_sort(all, [](const Told& left, const Told& right) {
        return std::tie(left.finding->commit, left.finding->path) <
               std::tie(right.finding->commit, right.finding->path);
    });
    return all;
}

/// The place as the report tells it, where it cannot be read.
core::Place reported_place(const ForeignFinding& finding) {
    core::Place place;
    place.path = finding.path;
    place.position = {finding.line, 0, std::max(finding.line, finding.end_line), 0};
    const auto commit = core::ObjectId::from_hex(finding.commit);
    if (commit && finding.at) {
        place.kind = core::PlaceKind::commit;
        place.first_commit = {{*commit}, finding.author, *finding.at};
        place.last_commit = place.first_commit;
    }
    return place;
}

/// Where `span` stands in bytes that were read, in lines.
core::Place placed_at(core::Place place, std::string_view bytes, core::Span span) {
    const std::string_view before = bytes.substr(0, span.begin);
    const std::string_view inside = bytes.substr(span.begin, span.size());
    const auto line = static_cast<std::uint32_t>(1 + std::ranges::count(before, '\n'));
    const auto more = static_cast<std::uint32_t>(std::ranges::count(inside, '\n'));
    const std::size_t last = before.rfind('\n');
    const auto column =
        static_cast<std::uint32_t>(before.size() - (last == before.npos ? 0 : last + 1) + 1);
    place.position = {line, column, line + more, 0};
    const std::size_t last_break = inside.rfind('\n');
    const std::size_t width = inside.size() - (more == 0 ? 0 : last_break + 1);
    place.position.end_column = (more == 0 ? column : 1) + static_cast<std::uint32_t>(width);
    return place;
}

/// What is seen at one place.
struct View {
    std::optional<PlaceBytes> bytes;
    std::string reason;  ///< why there are none
    SecretTable seen;
    std::set<RunFingerprint> chosen;  ///< of `seen`
};

std::vector<RunFingerprint> all_of(const SecretTable& seen) {
    std::vector<RunFingerprint> all;
    for (const auto& [who, entry] : seen.entries()) all.push_back(who);
    return all;
}

class Importer {
  public:
    Importer(const Imported& imported, const ScanSetup& setup, ScanWorker& worker,
             const core::RunFingerprinter& fingerprinter)
        : setup_(setup),
          worker_(worker),
          fingerprinter_(fingerprinter),
          places_(imported.root, imported.file_bytes_max) {}

    void take_place(std::span<const Told> group);

    [[nodiscard]] SecretTable& table() { return table_; }
    [[nodiscard]] SkipCounter& skips() { return skips_; }
    void name_findings(std::vector<report::Finding>& findings) const;

  private:
    [[nodiscard]] View look_at(const ForeignFinding& finding);
    [[nodiscard]] SecretTable scanned(std::string_view text, const core::BlobOrigin& origin);
    void take(const Told& told, View& view);
    void take_whole(const Told& told, std::string_view secret, View& view);
    void take_redacted(const Told& told, View& view);
    void take_digest(const Told& told, View& view);
    void take_beginning(const Told& told, View& view);
    void take_seen(const Told& told, View& view, const std::vector<RunFingerprint>& chosen);
    [[nodiscard]] bool take_from(const Attempt& attempt, const Told& told, std::string_view secret,
                                 const core::Place& place);
    void take_alone(const Told& told, std::string_view secret, const core::Place& place);
    [[nodiscard]] bool take_told(const Told& told, std::string_view secret,
                                 const core::Place& place);
    void take_unknown(const Told& told, std::string_view secret, const core::Place& place);
    void choose(const Told& told, View& view, const std::vector<RunFingerprint>& chosen);
    void keep(View view);
    void name(const Told& told, const RunFingerprint& who) {
        names_[who].insert({told.report->tool, told.finding->rule});
    }
    void lose(const Told& told, std::string_view reason, bool is_gap) {
        skips_.add({"imported finding", std::string(reason), name_of(told), is_gap});
    }

    const ScanSetup& setup_;
    ScanWorker& worker_;
    const core::RunFingerprinter& fingerprinter_;
    PlaceReader places_;
    SecretTable table_;
    SkipCounter skips_;
    std::unordered_map<RunFingerprint, std::set<report::ForeignName>> names_;
};

SecretTable Importer::scanned(std::string_view text, const core::BlobOrigin& origin) {
    worker_.take({.bytes = core::as_bytes(text), .origin = origin});
    return std::exchange(worker_.table(), SecretTable());
}

View Importer::look_at(const ForeignFinding& finding) {
    View view;
    auto read = places_.read(finding.path, finding.commit);
    if (!read.has_value()) {
        view.reason = read.error().message();
        return view;
    }
    view.bytes = std::move(read).value();
    const core::Place& place = view.bytes->place;
    view.seen = scanned(view.bytes->bytes,
                        {.kind = place.kind, .path = place.path, .object = place.object});
    return view;
}

void Importer::choose(const Told& told, View& view, const std::vector<RunFingerprint>& chosen) {
    for (const RunFingerprint& who : chosen) {
        view.chosen.insert(who);
        name(told, who);
    }
}

/// What its report says of it is seen by our catalogue, or it is not known to us at all.
void Importer::take_alone(const Told& told, std::string_view secret, const core::Place& place) {
    if (!take_told(told, secret, place)) take_unknown(told, secret, place);
}

/// The words beside the secret in its report, and the rule's name, stand for its surroundings.
bool Importer::take_told(const Told& told, std::string_view secret, const core::Place& place) {
    const ForeignFinding& finding = *told.finding;
    const std::string_view context = finding.context.reveal();
    const std::string_view companions = finding.companions.reveal();
    const bool is_bare = context.find(secret) == context.npos || context == secret;
    Attempt as_found{.text = std::string(is_bare ? secret : context), .takes_generic = !is_bare};
    // In nothing but the secret's own bytes: a key in its armour, for one.
    as_found.takes_all = is_bare && companions.empty();
    as_found.text.append("\n").append(companions);
    // A name that the other tool gave is no assignment anybody wrote.
    Attempt as_named{.text = finding.rule + " = \""};
    as_named.text.append(secret).append("\"\n").append(companions);
    const bool is_taken =
        take_from(as_found, told, secret, place) || take_from(as_named, told, secret, place);
    for (Attempt* const attempt : {&as_found, &as_named}) {
        core::wipe_memory(attempt->text.data(), attempt->text.size());
    }
    return is_taken;
}

bool Importer::take_from(const Attempt& attempt, const Told& told, std::string_view secret,
                         const core::Place& place) {
    SecretTable seen = scanned(attempt.text, {.kind = place.kind, .path = {}});
    auto chosen = entries_holding(seen, secret);
    if (chosen.empty() && attempt.takes_all) chosen = all_of(seen);
    bool is_taken = false;
    for (const RunFingerprint& who : chosen) {
        SecretEntry& entry = seen.entries().at(who);
        if (is_generic(entry.best) && !attempt.takes_generic) continue;
        name(told, who);
        table_.add(who, std::move(entry.best), std::move(entry.adjacent), {place, {}, false});
        is_taken = true;
    }
    return is_taken;
}

void Importer::take_unknown(const Told& told, std::string_view secret, const core::Place& place) {
    match::Detection detection;
    detection.signature = &unknown_kind();
    detection.secret = core::SecretString(secret);
    detection.confidence = {unknown_kind().confidence,
                            {"found by " + told.report->tool + ", which calls it " +
                             told.finding->rule + "; no signature of ours knows it"}};
    const RunFingerprint who = fingerprinter_.of(detection.secret);
    name(told, who);
    table_.add(who, std::move(detection), {}, {place, {}, false});
}

void Importer::take_whole(const Told& told, std::string_view secret, View& view) {
    if (!view.bytes) {
        lose(told, "holds its secret, but its place was not read: " + view.reason, false);
        take_alone(told, secret, reported_place(*told.finding));
        return;
    }
    const auto chosen = entries_holding(view.seen, secret);
    if (!chosen.empty()) {
        choose(told, view, chosen);
        return;
    }
    const std::string_view bytes = view.bytes->bytes;
    const std::size_t at = bytes.find(secret);
    if (at == bytes.npos) {
        lose(told, "holds its secret, but the place has changed", false);
        take_alone(told, secret, reported_place(*told.finding));
        return;
    }
    const core::Place there = placed_at(view.bytes->place, bytes, {at, at + secret.size()});
    const auto around = entries_covering(view.seen, there.position);
    if (!around.empty()) choose(told, view, around);
    else take_alone(told, secret, there);
}

void Importer::take_redacted(const Told& told, View& view) {
    const ForeignFinding& finding = *told.finding;
    if (!view.bytes) {
        lose(told, "hides its secret, and its place was not read: " + view.reason, true);
        return;
    }
    if (finding.line == 0) {
        lose(told, "hides its secret, and its report names no line", true);
        return;
    }
    if (finding.digest) take_digest(told, view);
    else if (!finding.beginning.empty()) take_beginning(told, view);
    else take_seen(told, view, entries_at(view.seen, finding));
}

void Importer::take_seen(const Told& told, View& view, const std::vector<RunFingerprint>& chosen) {
    if (!chosen.empty()) choose(told, view, chosen);
    else if (view.bytes->place.kind == core::PlaceKind::commit) lose(told, kNotSeen, true);
    else lose(told, kNotSeenOrChanged, true);
}

void Importer::take_beginning(const Told& told, View& view) {
    const std::string_view bytes = view.bytes->bytes;
    const auto span = span_of_beginning(bytes, *told.finding);
    if (!span) {
        lose(told, kChanged, true);
        return;
    }
    const core::Place there = placed_at({}, bytes, *span);
    take_seen(told, view, entries_covering(view.seen, there.position));
}

void Importer::take_digest(const Told& told, View& view) {
    const ForeignFinding& finding = *told.finding;
    const std::string_view bytes = view.bytes->bytes;
    if (const auto span = span_of_digest(bytes, finding)) {
        const core::Place there = placed_at(view.bytes->place, bytes, *span);
        const auto chosen = entries_covering(view.seen, there.position);
        if (!chosen.empty()) choose(told, view, chosen);
        else take_alone(told, bytes.substr(span->begin, span->size()), there);
        return;
    }
    auto chosen = entries_at(view.seen, finding);
    // A commit's file is what it was: the digest was made under a key, or of other borders.
    const bool is_fixed = view.bytes->place.kind == core::PlaceKind::commit;
    std::erase_if(chosen, [&](const RunFingerprint& who) {
        const SecretEntry& entry = view.seen.entries().at(who);
        return !is_fixed && !fits_digest(entry.best.secret.reveal(), *finding.digest);
    });
    if (chosen.empty() && !is_fixed) lose(told, kChanged, true);
    else take_seen(told, view, chosen);
}

void Importer::take(const Told& told, View& view) {
    const std::string_view secret = told.finding->secret.reveal();
    if (secret.empty()) take_redacted(told, view);
    else take_whole(told, secret, view);
}

void Importer::keep(View view) {
    std::erase_if(view.seen.entries(),
                  [&view](const auto& entry) { return !view.chosen.contains(entry.first); });
    if (view.bytes) {
        attribute_sightings(view.seen, {{view.bytes->place.object, {view.bytes->place}}});
        core::wipe_memory(view.bytes->bytes.data(), view.bytes->bytes.size());
    }
    table_.absorb(std::move(view.seen));
}

void Importer::take_place(std::span<const Told> group) {
    View view = look_at(*group.front().finding);
    for (const Told& told : group) {
        if (setup_.stop.stop_requested()) return;
        take(told, view);
    }
    keep(std::move(view));
}

void Importer::name_findings(std::vector<report::Finding>& findings) const {
    for (report::Finding& finding : findings) {
        const auto found = names_.find(fingerprinter_.of(finding.secret));
        if (found == names_.end()) continue;
        finding.imported.assign(found->second.begin(), found->second.end());
    }
}

void add_skips(report::Coverage& coverage, const SkipCounter& skips) {
    for (report::SkippedCount& skipped : skips.counts()) {
        coverage.skipped.push_back(std::move(skipped));
    }
    std::ranges::sort(coverage.skipped, [](const auto& left, const auto& right) {
        return std::tie(left.what, left.reason) < std::tie(right.what, right.reason);
    });
}

void add_unread(SkipCounter& skips, const ForeignReport& report) {
    for (const std::string& sentence : report.unread) {
        skips.add({"entry of a report", "could not be read", report.tool + ", " + sentence, true});
    }
    for (std::uint64_t count = 0; count < report.dismissed; ++count) {
        skips.add({"imported finding", "marked as no secret by a person", {}, false});
    }
}

}  // namespace

const rules::Signature& unknown_kind() {
    static const rules::Signature signature = [] {
        rules::Signature made;
        made.id.value = "imported-unknown";
        made.name = "Secret of a kind that is not known here";
        made.provider_id = "generic";
        made.provider_name = "Generic";
        made.kind = rules::SecretKind::token;
        made.confidence = 0.5;
        made.lifetime.note = "no signature knows this kind, so nothing is known of its lifetime";
        made.ask.note = "its kind is not known, so nobody can be asked";
        return made;
    }();
    return signature;
}

Result<report::ScanReport> import_findings(const Imported& imported, const ScanSetup& setup) {
    const core::RunFingerprinter fingerprinter;
    SharedRun run{.detector = setup.detector,
                  .fingerprinter = fingerprinter,
                  .on_progress = setup.on_progress};
    TRY_ASSIGN(auto workspace, setup.detector.make_workspace());
    ScanWorker worker(run, std::move(workspace));
    Importer importer(imported, setup, worker, fingerprinter);
    const std::vector<Told> all = by_place(imported.reports);
    for (std::size_t at = 0; at < all.size();) {
        std::size_t end = at + 1;
        while (end < all.size() && all[end].finding->path == all[at].finding->path &&
               all[end].finding->commit == all[at].finding->commit) {
            ++end;
        }
        importer.take_place(std::span(all).subspan(at, end - at));
        at = end;
    }
    for (const ForeignReport& report : imported.reports) add_unread(importer.skips(), report);
    importer.skips().absorb(std::move(worker.skips()));
    TRY_ASSIGN(report::ScanReport made,
               scan_for({fingerprinter, std::move(importer.table())}, imported.targets, setup));
    importer.name_findings(made.findings);
    add_skips(made.coverage, importer.skips());
    made.coverage.covered.records += all.size();
    return made;
}

}  // namespace curfew
