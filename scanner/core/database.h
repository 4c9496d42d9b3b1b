/// SQLite behind Result: a database file, statements with bound values, transactions.
///
/// Owns:     Database owns the connection and must outlive its Statements and Transactions.
/// Threads:  one thread at a time; several processes may hold the same file.
/// Errors:   denied (may not be read or written), exhausted (disk or memory full), timed_out
///           (another process holds it longer than the busy time), corrupt (not a database, or a
///           damaged one), not_found (its folder is missing), unreachable (the disk fails),
///           internal (wrong SQL). Messages never hold bound values.
/// Source:   https://www.sqlite.org/c3ref/intro.html; the only home of <sqlite3.h>.
/// Not here: what is stored (scanner/store/finding_store.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/core/instant.h"
#include "scanner/core/result.h"

// Declared here so that no other file sees the library.
struct sqlite3;
struct sqlite3_stmt;

namespace curfew::core {

struct ConnectionCloser {
    void operator()(sqlite3* connection) const noexcept;
};
struct StatementCloser {
    void operator()(sqlite3_stmt* statement) const noexcept;
};

/// A prepared statement. Positions of bound values count from 1, columns of a row from 0, both as
/// SQLite has them.
class Statement {
  public:
    [[nodiscard]] Result<void> bind(int position, std::int64_t number);
    [[nodiscard]] Result<void> bind(int position, std::string_view text);
    /// Bytes that need not be text.
    [[nodiscard]] Result<void> bind_bytes(int position, std::string_view bytes);
    [[nodiscard]] Result<void> bind_nothing(int position);

    /// Whether there is a (further) row.
    [[nodiscard]] Result<bool> step();

    /// Ready to run again; bound values are forgotten.
    void reset();

    [[nodiscard]] std::int64_t number_at(int column) const;
    /// Copied; empty where the column holds nothing.
    [[nodiscard]] std::string text_at(int column) const;
    [[nodiscard]] bool is_nothing_at(int column) const;

  private:
    friend class Database;
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    std::unique_ptr<sqlite3_stmt, StatementCloser> statement_;
};

struct DatabaseOptions {
    bool is_read_only = false;
    /// How long to wait for another process; 5 s: a scan's record takes well under one.
    Duration busy_time = std::chrono::seconds(5);
};

class Database {
  public:
    /// Opens the file, and makes it (for its owner alone) when it is missing and may be written.
    [[nodiscard]] static Result<Database> open(const std::string& path,
                                               const DatabaseOptions& options = {});

    /// Runs statements that give no rows or whose rows do not matter.
    [[nodiscard]] Result<void> execute(const std::string& statements);

    [[nodiscard]] Result<Statement> prepare(std::string_view statement);

    /// The one number a statement such as "PRAGMA user_version" gives.
    [[nodiscard]] Result<std::int64_t> number(std::string_view statement);

  private:
    explicit Database(sqlite3* connection) : connection_(connection) {}

    std::unique_ptr<sqlite3, ConnectionCloser> connection_;
};

/// Changes that happen together or not at all: undone unless `commit` succeeds.
class Transaction {
  public:
    /// Takes the write lock at once, so that waiting for others happens here and not halfway.
    [[nodiscard]] static Result<Transaction> begin(Database& database);

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&& other) noexcept;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

  private:
    explicit Transaction(Database& database) : database_(&database) {}
    void undo() noexcept;

    Database* database_;  // nothing once it is over
};

}  // namespace curfew::core
