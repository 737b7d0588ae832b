#include "06-security/store/database.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <stdexcept>

#include "common/system_error.hpp"

namespace security {
namespace {

constexpr int patience_in_ms = 5000;

std::string explain(int code, const char* message) {
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "un autre programme l'occupe";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return "ce n'est pas un index, ou il est abîmé";
    case SQLITE_READONLY: return "il ne peut pas être écrit";
    default: return message;  // SQLite's own words
    }
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Database::Database(const std::string& path) : path_{path} {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(opened);  // there is one even when it could not be opened, for the reason
    if (code != SQLITE_OK) fail(code);
    sqlite3_busy_timeout(opened, patience_in_ms);
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
}

void Database::run(const char* sql) {
    const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

bool Database::is_in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

std::int64_t Database::last_number() const {
    return sqlite3_last_insert_rowid(handle());
}

void Database::fail(int code) const {
    if (!handle_) common::throw_error(ENOMEM, "sqlite3_open", path_);
    const int kind = code & 0xFF;
    if (kind == SQLITE_FULL) common::throw_error(ENOSPC, "sqlite3", path_);
    if (kind == SQLITE_NOMEM) common::throw_error(ENOMEM, "sqlite3", path_);
    const int reason = sqlite3_system_errno(handle());
    if ((kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) && reason != 0) common::throw_error(reason, "sqlite3", path_);
    throw std::runtime_error{"sqlite3 " + path_ + " : " + explain(code, sqlite3_errmsg(handle()))};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement::Statement(Database& database, std::string_view sql, std::nullptr_t) : database_{database} {
    sqlite3_stmt* prepared = nullptr;
    check(sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &prepared, nullptr));
    statement_.reset(prepared);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) database_.fail(code);
}

void Statement::bind(int place, std::string_view text) {
    const char* bytes = text.empty() ? "" : text.data();  // a null pointer would be NULL
    check(sqlite3_bind_text64(statement_.get(), place, bytes, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::bind(int place, std::int64_t number) {
    check(sqlite3_bind_int64(statement_.get(), place, number));
}

bool Statement::next() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    database_.fail(sqlite3_extended_errcode(database_.handle()));
}

std::string Statement::text(int column) const {
    const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return {bytes, bytes + size};
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

}  // namespace security
