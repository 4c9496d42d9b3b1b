#include "scanner/core/database.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "scanner/core/check.h"
#include "scanner/core/result.h"

namespace curfew::core {
namespace {

ErrorKind kind_of(int code) {
    switch (code & 0xFF) {  // the primary code of an extended one
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorKind::timed_out;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_TOOBIG:
            return ErrorKind::exhausted;
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
        case SQLITE_CANTOPEN:
            return ErrorKind::denied;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorKind::corrupt;
        case SQLITE_IOERR:
            return ErrorKind::unreachable;
        case SQLITE_INTERRUPT:
            return ErrorKind::cancelled;
        default:
            return ErrorKind::internal;
    }
}

/// The library's fixed sentence for the code; its other messages may hold values.
Error error_of(int code) {
    return {kind_of(code), std::string("database: ") + sqlite3_errstr(code) + " (SQLite " +
                               std::to_string(code) + ")"};
}

Result<void> result_of(int code) {
    if (code == SQLITE_OK) return {};
    return error_of(code);
}

/// SQLite would make the file readable for everybody whom the umask lets.
void create_for_owner_alone(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0) ::close(file);  // what went wrong is told by the opening itself
}

}  // namespace

void ConnectionCloser::operator()(sqlite3* connection) const noexcept {
    sqlite3_close_v2(connection);
}

void StatementCloser::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

Result<void> Statement::bind(int position, std::int64_t number) {
    return result_of(sqlite3_bind_int64(statement_.get(), position, number));
}

Result<void> Statement::bind(int position, std::string_view text) {
    const char* letters = text.empty() ? "" : text.data();  // no pointer would be no value
    return result_of(sqlite3_bind_text64(statement_.get(), position, letters, text.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8));
}

Result<void> Statement::bind_bytes(int position, std::string_view bytes) {
    if (bytes.empty()) return result_of(sqlite3_bind_zeroblob(statement_.get(), position, 0));
    return result_of(sqlite3_bind_blob64(statement_.get(), position, bytes.data(), bytes.size(),
                                         SQLITE_TRANSIENT));
}

Result<void> Statement::bind_nothing(int position) {
    return result_of(sqlite3_bind_null(statement_.get(), position));
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return error_of(code);
}

void Statement::reset() {
    sqlite3_reset(statement_.get());  // repeats the error of the last step, which was told then
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::number_at(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text_at(int column) const {
    const void* bytes = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

bool Statement::is_nothing_at(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Result<Database> Database::open(const std::string& path, const DatabaseOptions& options) {
    if (!options.is_read_only) create_for_owner_alone(path);
    const int flags =
        options.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection, flags, nullptr);
    Database database(connection);  // also a failed opening gives a connection to close
    if (code == SQLITE_CANTOPEN && ::access(path.c_str(), F_OK) != 0)
        return Error(ErrorKind::not_found, path + ": the database file is not there");
    if (code != SQLITE_OK) return error_of(code).at(path);
    sqlite3_extended_result_codes(connection, 1);
    const auto wait = std::chrono::floor<std::chrono::milliseconds>(options.busy_time).count();
    sqlite3_busy_timeout(connection, static_cast<int>(std::clamp<std::int64_t>(wait, 0, 60'000)));
    // The first look at the file: a folder, a text or another format is found out here.
    TRY(database.number("PRAGMA schema_version"));
    return database;
}

Result<void> Database::execute(const std::string& statements) {
    return result_of(
        sqlite3_exec(connection_.get(), statements.c_str(), nullptr, nullptr, nullptr));
}

Result<Statement> Database::prepare(std::string_view statement) {
    check(statement.size() < 100'000);
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v2(connection_.get(), statement.data(),
                                        static_cast<int>(statement.size()), &prepared, nullptr);
    if (code != SQLITE_OK) return error_of(code);
    return Statement(prepared);
}

Result<std::int64_t> Database::number(std::string_view statement) {
    TRY_ASSIGN(Statement prepared, prepare(statement));
    TRY_ASSIGN(const bool has_row, prepared.step());
    if (!has_row) return Error(ErrorKind::not_found, "database: the statement gave no row");
    return prepared.number_at(0);
}

Result<Transaction> Transaction::begin(Database& database) {
    TRY(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction& Transaction::operator=(Transaction&& other) noexcept {
    if (this != &other) {
        undo();
        database_ = std::exchange(other.database_, nullptr);
    }
    return *this;
}

Transaction::~Transaction() {
    undo();
}

Result<void> Transaction::commit() {
    check(database_ != nullptr);
    TRY(database_->execute("COMMIT"));
    database_ = nullptr;
    return {};
}

void Transaction::undo() noexcept {
    if (database_ == nullptr) return;
    // Where even this fails, the library undoes it when the connection closes.
    const auto undone = database_->execute("ROLLBACK");
    static_cast<void>(undone.has_value());
    database_ = nullptr;
}

}  // namespace curfew::core
