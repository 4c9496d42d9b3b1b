/// A report with two findings, as the format tests render it.
#pragma once

#include <utility>

#include "scanner/report/render.h"
#include "tests/support/made_finding.h"

namespace curfew::report {

/// Committed in 2024, still there, never expires: the worst there is.
inline Finding open_token() {
    using namespace support;
    const std::string secret = made_token(1);
    Finding finding = made_finding(token_signature(), secret);
    finding.masked = masked(secret, "acme_");
    finding.is_confirmed = true;
    finding.confidence = 0.99;
    finding.confidence_reasons = {"checksum is right"};
    finding.window = made_window(core::Known{instant("2024-05-01"), core::Evidence::history},
                                 core::Never{core::Evidence::catalogue});
    finding.standing = LifetimeStanding::unbounded;
    finding.limit = std::chrono::hours(24) * 90;
    finding.exposure = {.first_seen = instant("2024-05-01"),
                        .last_seen = kToday,
                        .is_present = true,
                        .live = kToday - instant("2024-05-01"),
                        .is_live_open = true,
                        .reason = {}};
    core::Place here = made_place("config/deploy.yml", 14, 9);
    here.first_commit = made_commit(0x1a, "2024-05-01");
    here.refs = {"refs/heads/main"};
    core::Place gone = made_place("deploy/old.env", 3, 7);
    gone.is_present = false;
    gone.first_commit = made_commit(0x2b, "2024-06-01");
    gone.last_commit = made_commit(0x3c, "2024-09-01");
    gone.removed_by = made_commit(0x3d, "2024-10-01");
    gone.containers = {{"base64", ""}};
    finding.places = {here, gone};
    finding.owner = {"acme-4711", "", {"read", "write"}};
    finding.risk = {RiskLevel::critical, {"accepted now and readable now", "never expires"}};
    finding.is_blocking = true;
    return finding;
}

/// Taken out in 2025, expired in 2026; nothing to do.
inline Finding expired_token() {
    using namespace support;
    const std::string secret = made_token(2);
    Finding finding = made_finding(token_signature(), secret);
    finding.masked = masked(secret, "acme_");
    finding.window = made_window(core::Known{instant("2025-01-01"), core::Evidence::embedded},
                                 core::Known{instant("2026-01-01"), core::Evidence::embedded});
    finding.standing = LifetimeStanding::expired;
    finding.left = core::Duration::zero();
    finding.exposure = {.first_seen = instant("2025-03-01"),
                        .last_seen = instant("2025-09-01"),
                        .is_present = false,
                        .live = instant("2025-09-01") - instant("2025-03-01"),
                        .is_live_open = false,
                        .reason = {}};
    core::Place gone = made_place("test/fixtures/session.json", 2, 15);
    gone.is_present = false;
    gone.first_commit = made_commit(0x4d, "2025-03-01");
    gone.last_commit = made_commit(0x5e, "2025-08-01");
    gone.removed_by = made_commit(0x5f, "2025-09-01");
    finding.places = {gone};
    finding.risk = {RiskLevel::low, {"structure or checksum leave no doubt", "expired"}};
    return finding;
}

inline ScanReport sample_report() {
    ScanReport report;
    report.tool_version = "0.1.0";
    report.catalogue = "0123456789ab";
    report.as_of = support::kToday;
    report.key_id = "pub";
    report.policy = "default";
    report.coverage.covered = {
        .commits = 1234, .blobs = 5678, .bytes = 12'897'484, .files = 17, .records = 0};
    report.coverage.skipped = {
        {"file", "binary", 12, false, {"logo.png", "photo.jpg"}},
        {"object", "corrupt", 1, true, {"00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff"}}};
    report.findings.push_back(open_token());
    report.findings.push_back(expired_token());
    return report;
}

/// Everything a finding can have, and every outside text hostile.
inline Finding hostile_finding() {
    using namespace support;
    Finding finding = made_finding(password_signature(), "=cmd|'\xff\x1b[2J");
    finding.masked = masked(finding.secret.reveal(), {});
    finding.also_matched = {"other-signature"};
    finding.is_protected = true;
    finding.window = made_window(core::Never{core::Evidence::embedded},
                                 core::Known{instant("2027-01-01"), core::Evidence::adjacent})
                         .issued(core::Known{instant("2026-01-01"), core::Evidence::embedded})
                         .contradicted("two ends\x1b[2J");
    finding.standing = LifetimeStanding::long_lived;
    finding.left = instant("2027-01-01") - kToday;
    finding.exposure.is_present = true;
    finding.exposure.is_live_open = true;
    finding.exposure.reason = "no history here";
    finding.verdict = {"not_checked", "canary", "known bait"};
    finding.owner = {"=1+1", "evil\x1b]0;title\x07", {}};
    finding.parts.push_back({"key", finding.fingerprint, {}});
    finding.parts.push_back({"host", std::nullopt, "db\xff.example"});
    core::Place place = made_place(
        "dir\x1b[31m/\xe2\x80\xae"
        "exe.txt \xff,\"q\"",
        1, 1);
    place.kind = core::PlaceKind::worktree;
    place.is_git_ignored = true;
    place.object = made_object(0x77);
    place.containers = {{"gzip", "\xfe"}};
    core::Place message;
    message.kind = core::PlaceKind::commit_message;
    message.first_commit = made_commit(0x6f, "2026-01-01");
    message.first_commit->author = "A\xff <a@acme.example>";
    finding.places = {place, message};
    finding.suppressed = Suppression{"inline", "a test", instant("2027-01-01")};
    finding.notes = {"a note"};
    finding.is_new = false;
    return finding;
}

inline ScanReport hostile_report() {
    ScanReport report = sample_report();
    report.findings.clear();
    report.findings.push_back(hostile_finding());
    report.suppressed_count = 1;
    report.was_stopped = true;
    return report;
}

}  // namespace curfew::report
