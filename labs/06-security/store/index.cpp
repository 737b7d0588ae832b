#include "06-security/store/index.hpp"

#include <algorithm>
#include <exception>
#include <stdexcept>

namespace security {
namespace {

constexpr std::int64_t our_version = 1;

// Of version 1. `number` gives the order in which things came.
constexpr const char* tables = R"(
    BEGIN IMMEDIATE;
    CREATE TABLE files (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, name TEXT NOT NULL,
        media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, created INTEGER NOT NULL) STRICT;
    CREATE INDEX files_of_owner ON files (owner, number);
    CREATE TABLE partials (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, metadata TEXT NOT NULL, length INTEGER NOT NULL,
        offset INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT;
    CREATE TABLE trail (number INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT;
    PRAGMA user_version = 1;
    COMMIT;
)";

constexpr std::string_view file_columns = "SELECT id, owner, name, media_type, size, sha256, created FROM files ";

http::Seconds time_of(std::int64_t seconds) {
    return http::Seconds{std::chrono::seconds{seconds}};
}

std::int64_t number_of(http::Seconds time) {
    return time.time_since_epoch().count();
}

StoredFile file_of(const Statement& row) {
    return {row.text(0), row.text(1), row.text(2), row.text(3), row.count(4), row.text(5), time_of(row.number(6))};
}

std::optional<StoredFile> find(Database& database, std::string_view id) {
    Statement row{database, std::string{file_columns} + "WHERE id = ?", id};
    if (!row.next()) return std::nullopt;
    return file_of(row);
}

}  // namespace

Index::Index(const std::string& path) : database_{path} {
    prepare();
}

void Index::prepare() {
    const auto version = [this] {
        Statement row{database_, "PRAGMA user_version"};
        return row.next() ? row.number(0) : 0;
    };
    if (version() == 0) database_.run(tables);
    if (version() == our_version) return;
    throw std::runtime_error{"l'index du dépôt est de la version " + std::to_string(version()) +
                             ", que ce programme ne connaît pas"};
}

// One transaction: all of the change, or nothing of it.
void Index::write(const std::function<void()>& change) {
    if (in_doubt_) settle();
    roll_back();
    try {
        database_.run("BEGIN IMMEDIATE");
        change();
        in_doubt_ = true;
        database_.run("COMMIT");
        in_doubt_ = false;
    } catch (...) {
        undo();
        throw;
    }
}

void Index::undo() {
    try {
        roll_back();
        if (in_doubt_) settle();
    } catch (const std::exception&) {
        return;  // the next write() tries again
    }
}

void Index::roll_back() {
    if (database_.is_in_transaction()) database_.run("ROLLBACK");
}

// What was committed goes from the log to the database, and the log is cut to nothing.
void Index::settle() {
    Statement row{database_, "PRAGMA wal_checkpoint(TRUNCATE)"};
    if (row.next() && row.number(0) != 0) throw std::runtime_error{"l'index du dépôt : un autre programme l'occupe"};
    in_doubt_ = false;
}

bool Index::is_in_doubt() const {
    const std::lock_guard lock{mutex_};
    return in_doubt_;
}

void Index::add_file(const StoredFile& file) {
    const std::lock_guard lock{mutex_};
    write([&] {
        Statement{database_,
                  "INSERT INTO files (id, owner, name, media_type, size, sha256, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
                  file.id, file.owner, file.name, file.media_type, file.size, file.sha256, number_of(file.created)}
            .run();
        Statement{database_, "DELETE FROM partials WHERE id = ?", file.id}.run();
    });
}

std::optional<StoredFile> Index::find_file(std::string_view id) const {
    const std::lock_guard lock{mutex_};
    return find(database_, id);
}

std::vector<StoredFile> Index::list_files(std::optional<std::string_view> owner) const {
    const std::lock_guard lock{mutex_};
    const std::string sql{file_columns};
    Statement row = owner ? Statement{database_, sql + "WHERE owner = ? ORDER BY number DESC", *owner}
                          : Statement{database_, sql + "ORDER BY number DESC"};
    std::vector<StoredFile> files;
    while (row.next()) files.push_back(file_of(row));
    return files;
}

std::optional<StoredFile> Index::remove_file(std::string_view id) {
    const std::lock_guard lock{mutex_};
    std::optional<StoredFile> file = find(database_, id);
    if (file) write([&] { Statement{database_, "DELETE FROM files WHERE id = ?", id}.run(); });
    return file;
}

std::vector<Index::Owned> Index::owned() const {
    const std::lock_guard lock{mutex_};
    Statement row{database_, "SELECT owner, count(*), sum(size) FROM files GROUP BY owner"};
    std::vector<Owned> all;
    while (row.next()) all.push_back({row.text(0), row.count(1), row.count(2)});
    return all;
}

void Index::add_partial(const Partial& partial) {
    const std::lock_guard lock{mutex_};
    write([&] {
        Statement{database_,
                  "INSERT INTO partials (id, owner, metadata, length, offset, expires) VALUES (?, ?, ?, ?, ?, ?)",
                  partial.id, partial.owner, partial.metadata, partial.length, partial.offset,
                  number_of(partial.expires)}
            .run();
    });
}

void Index::move_partial(std::string_view id, std::uint64_t offset, http::Seconds expires) {
    const std::lock_guard lock{mutex_};
    write([&] {
        Statement{database_, "UPDATE partials SET offset = ?, expires = ? WHERE id = ?", offset, number_of(expires), id}
            .run();
    });
}

void Index::remove_partial(std::string_view id) {
    const std::lock_guard lock{mutex_};
    write([&] { Statement{database_, "DELETE FROM partials WHERE id = ?", id}.run(); });
}

std::vector<Partial> Index::partials() const {
    const std::lock_guard lock{mutex_};
    Statement row{database_, "SELECT id, owner, metadata, length, offset, expires FROM partials"};
    std::vector<Partial> all;
    while (row.next()) {
        all.push_back({row.text(0), row.text(1), row.text(2), row.count(3), row.count(4), time_of(row.number(5))});
    }
    return all;
}

void Index::add_event(std::string_view line, std::size_t most) {
    const std::lock_guard lock{mutex_};
    write([&] {
        Statement{database_, "INSERT INTO trail (line) VALUES (?)", line}.run();
        const std::int64_t oldest = database_.last_number() - static_cast<std::int64_t>(most);
        Statement{database_, "DELETE FROM trail WHERE number <= ?", oldest}.run();
    });
}

std::vector<std::string> Index::events(std::size_t most) const {
    const std::lock_guard lock{mutex_};
    Statement row{database_, "SELECT line FROM trail ORDER BY number DESC LIMIT ?", most};
    std::vector<std::string> lines;
    while (row.next()) lines.push_back(row.text(0));
    std::ranges::reverse(lines);
    return lines;
}

}  // namespace security
