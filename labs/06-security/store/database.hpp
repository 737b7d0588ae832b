#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace security {

// SQLite as this store needs it, and no more: a database that is one file, and statements whose values are bound and
// never written into the SQL. Used by one thread at a time.
//
//     Database database{"index.sqlite"};
//     Statement find{database, "SELECT name FROM files WHERE id = ?", id};
//     if (find.next()) use(find.text(0));
//
// Failures are std::system_error where the system is at fault (the disk is full: ENOSPC), else std::runtime_error.
class Database {
public:
    // An existing file. Every commit is on the disk when it returns: write-ahead log, synchronous=FULL. Another program
    // that reads or writes it (sqlite3 on a terminal) is waited for, for a few seconds.
    explicit Database(const std::string& path);

    void run(const char* sql);  // statements without values
    bool is_in_transaction() const;
    std::int64_t last_number() const;  // that the last INSERT gave
    sqlite3* handle() const { return handle_.get(); }

    // Throws what `code` means.
    [[noreturn]] void fail(int code) const;

private:
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::string path_;
};

class Statement {
public:
    // Each `?` of the SQL gets one of the values: texts (copied) and whole numbers.
    template <typename... Values>
    Statement(Database& database, std::string_view sql, const Values&... values) : Statement{database, sql, nullptr} {
        int place = 0;
        (bind(++place, values), ...);
    }

    bool next();  // the next row; false: there is none (any more)
    void run() { next(); }

    // Of the row, columns from 0 on.
    std::string text(int column) const;
    std::int64_t number(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(number(column)); }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    Statement(Database& database, std::string_view sql, std::nullptr_t);
    void bind(int place, std::string_view text);
    void bind(int place, std::int64_t number);
    void bind(int place, std::uint64_t number) { bind(place, static_cast<std::int64_t>(number)); }
    void check(int code) const;

    Database& database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace security
