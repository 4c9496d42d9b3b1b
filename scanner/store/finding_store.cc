#include "scanner/store/finding_store.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "scanner/core/check.h"
#include "scanner/core/database.h"
#include "scanner/core/instant.h"
#include "scanner/core/place.h"
#include "scanner/core/result.h"
#include "scanner/report/finding.h"
#include "scanner/report/scan_report.h"

namespace curfew::store {
namespace {

using core::Database;
using core::Error;
using core::ErrorKind;
using core::Result;
using core::Statement;

// "CrfS": tells our files from other SQLite databases.
constexpr std::int64_t kApplicationId = 0x43726653;

// Each entry brings a file of that version one version forward; never changed once released.
constexpr std::array kMigrations{
    "CREATE TABLE findings ("
    "  fingerprint TEXT PRIMARY KEY NOT NULL,"
    "  signature TEXT NOT NULL,"
    "  first_scan INTEGER NOT NULL,"  // microseconds since 1970, as core::Instant
    "  last_scan INTEGER NOT NULL"
    ") WITHOUT ROWID;"
    "CREATE TABLE places ("
    "  fingerprint TEXT NOT NULL REFERENCES findings(fingerprint),"
    "  repository TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  path BLOB NOT NULL,"
    "  commit_id TEXT NOT NULL,"
    "  line INTEGER NOT NULL,"
    "  column INTEGER NOT NULL,"
    "  present INTEGER NOT NULL,"
    "  first_scan INTEGER NOT NULL,"
    "  last_scan INTEGER NOT NULL,"
    "  PRIMARY KEY (fingerprint, repository, kind, path, commit_id)"
    ") WITHOUT ROWID;",
};

constexpr auto kVersion = static_cast<std::int64_t>(kMigrations.size());

/// The file's version; 0 for a new one. Errors: corrupt for another program's database, unsupported
/// for a newer Curfew's.
Result<std::int64_t> version_of(Database& database) {
    // One statement sees one state of the file, whatever other scans do meanwhile.
    TRY_ASSIGN(Statement statement,
               database.prepare("SELECT (SELECT count(*) FROM sqlite_master), "
                                "(SELECT application_id FROM pragma_application_id), "
                                "(SELECT user_version FROM pragma_user_version)"));
    TRY_ASSIGN(const bool has_row, statement.step());
    core::check(has_row);
    const bool is_new = statement.number_at(0) == 0;
    if (is_new) return 0;
    const std::int64_t version = statement.number_at(2);
    if (statement.number_at(1) != kApplicationId || version < 1)
        return Error(ErrorKind::corrupt, "this database was not made by Curfew");
    if (version <= kVersion) return version;
    return Error(ErrorKind::unsupported, "a newer Curfew wrote this store (version " +
                                             std::to_string(version) + "; this one knows " +
                                             std::to_string(kVersion) +
                                             "); update Curfew or use another file");
}

Result<void> migrate(Database& database) {
    // Asked again under the lock: another scan may have done it meanwhile.
    TRY_ASSIGN(core::Transaction transaction, core::Transaction::begin(database));
    TRY_ASSIGN(const std::int64_t version, version_of(database));
    for (auto at = static_cast<std::size_t>(version); at < kMigrations.size(); ++at)
        TRY(database.execute(kMigrations[at]));
    TRY(database.execute("PRAGMA application_id = " + std::to_string(kApplicationId)));
    TRY(database.execute("PRAGMA user_version = " + std::to_string(kVersion)));
    return transaction.commit();
}

Result<void> run(Statement& statement) {
    const auto row = statement.step();
    statement.reset();
    if (!row.has_value()) return row.error();
    return {};
}

std::int64_t micros_of(core::Instant at) {
    return at.time_since_epoch().count();
}

/// Bytes that need not be text.
struct Bytes {
    std::string_view bytes;
};

Result<void> bind_one(Statement& statement, int position, std::int64_t number) {
    return statement.bind(position, number);
}
Result<void> bind_one(Statement& statement, int position, std::string_view text) {
    return statement.bind(position, text);
}
Result<void> bind_one(Statement& statement, int position, Bytes value) {
    return statement.bind_bytes(position, value.bytes);
}

/// Binds the values to the positions 1, 2, …; stops at the first that cannot be.
template <typename... Values>
Result<void> bind_all(Statement& statement, const Values&... values) {
    int position = 0;
    Result<void> done;
    const auto bind_next = [&](const auto& value) {
        done = bind_one(statement, ++position, value);
        return done.has_value();
    };
    static_cast<void>((bind_next(values) && ...));
    return done;
}

/// The statements of one recording, prepared once.
struct Recorder {
    Statement finding;
    Statement place;
    std::string_view repository;
    std::int64_t scanned_at;

    static Result<Recorder> prepare(Database& database, std::string_view repository,
                                    core::Instant at) {
        TRY_ASSIGN(Statement finding,
                   database.prepare("INSERT INTO findings VALUES (?1, ?2, ?3, ?3) "
                                    "ON CONFLICT DO UPDATE SET signature = ?2, "
                                    "first_scan = min(first_scan, ?3), "
                                    "last_scan = max(last_scan, ?3)"));
        TRY_ASSIGN(Statement place,
                   database.prepare("INSERT INTO places VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
                                    "?9, ?9) ON CONFLICT DO UPDATE SET line = ?6, column = ?7, "
                                    "present = ?8, first_scan = min(first_scan, ?9), "
                                    "last_scan = max(last_scan, ?9)"));
        return Recorder{std::move(finding), std::move(place), repository, micros_of(at)};
    }

    Result<void> record(const report::Finding& found) {
        const std::string fingerprint = found.fingerprint.text();
        TRY(bind_all(finding, fingerprint, found.signature->id.value, scanned_at));
        TRY(run(finding));
        const std::size_t count = std::min(found.places.size(), kPlacesMax);
        for (std::size_t at = 0; at < count; ++at) TRY(record(fingerprint, found.places[at]));
        return {};
    }

    Result<void> record(const std::string& fingerprint, const core::Place& seen) {
        const auto& commit = seen.first_commit ? seen.first_commit : seen.last_commit;
        TRY(bind_all(place, fingerprint, repository, core::name_of(seen.kind), Bytes{seen.path},
                     commit ? commit->id.object.hex() : std::string(),
                     std::int64_t{seen.position.line}, std::int64_t{seen.position.column},
                     std::int64_t{seen.is_present ? 1 : 0}, scanned_at));
        return run(place);
    }
};

StoredPlace place_from(const Statement& row) {
    const auto instant = [&row](int column) {
        return core::Instant(core::Duration(row.number_at(column)));
    };
    return {.signature_id = row.text_at(0),
            .repository = row.text_at(1),
            .kind = row.text_at(2),
            .path = row.text_at(3),
            .commit = row.text_at(4),
            .line = static_cast<std::uint32_t>(row.number_at(5)),
            .column = static_cast<std::uint32_t>(row.number_at(6)),
            .is_present = row.number_at(7) != 0,
            .first_scan = instant(8),
            .last_scan = instant(9)};
}

Result<void> make_folders(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    std::error_code problem;
    if (folder.empty() || std::filesystem::is_directory(folder, problem)) return {};
    std::filesystem::create_directories(folder, problem);
    if (!problem) return {};
    return Error(ErrorKind::denied, folder.string() + ": " + problem.message());
}

}  // namespace

Result<FindingStore> FindingStore::open(const std::string& path) {
    TRY(make_folders(path));
    TRY_ASSIGN(Database database, Database::open(path));
    auto prepared = [&]() -> Result<void> {
        TRY_ASSIGN(const std::int64_t version, version_of(database));
        // Readers go on while a scan records; a lost last record after a power cut is no harm.
        TRY(
            database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                             "PRAGMA foreign_keys = ON;"));
        if (version == kVersion) return {};
        return migrate(database);
    }();
    if (!prepared.has_value()) return std::move(prepared).error().at(path);
    return FindingStore(std::move(database));
}

Result<void> FindingStore::record(std::string_view repository, const report::ScanReport& report) {
    TRY_ASSIGN(core::Transaction transaction, core::Transaction::begin(database_));
    {
        TRY_ASSIGN(Recorder recorder, Recorder::prepare(database_, repository, report.as_of));
        for (const report::Finding& finding : report.findings) TRY(recorder.record(finding));
    }
    return transaction.commit();
}

Result<std::vector<StoredPlace>> FindingStore::places_of(const core::Fingerprint& fingerprint) {
    TRY_ASSIGN(Statement statement,
               database_.prepare("SELECT f.signature, p.repository, p.kind, p.path, p.commit_id, "
                                 "p.line, p.column, p.present, p.first_scan, p.last_scan "
                                 "FROM places p JOIN findings f USING (fingerprint) "
                                 "WHERE p.fingerprint = ?1 ORDER BY p.last_scan DESC, "
                                 "p.present DESC, p.repository, p.kind, p.path, p.commit_id"));
    TRY(statement.bind(1, fingerprint.text()));
    std::vector<StoredPlace> places;
    while (true) {
        TRY_ASSIGN(const bool has_row, statement.step());
        if (!has_row) return places;
        places.push_back(place_from(statement));
    }
}

}  // namespace curfew::store
