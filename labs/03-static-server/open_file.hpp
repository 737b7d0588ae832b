#pragma once

#include <asio/any_io_executor.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "03-static-server/conditional.hpp"
#include "03-static-server/deadline.hpp"
#include "03-static-server/document_root.hpp"

namespace files {

// A regular file, open, with what an answer says of it.
struct OpenFile {
    common::UniqueFd fd;
    struct stat status {};
    std::uint64_t size = 0;
    Validators validators;
    http::Fields common_fields;     // what every answer about it says: ETag, Last-Modified, Accept-Ranges
    http::Fields whole_fields;      // the same and Content-Type, for an answer that holds all of it
    std::string_view content_type;  // a string literal
    std::string content;            // the whole file when it is small, else empty

    // Are the bytes in memory?
    bool in_memory() const { return content.size() == size; }
};

// `name` gives the type. Files of at most `content_limit` bytes are read into memory, if they do not change meanwhile.
std::shared_ptr<const OpenFile> make_open_file(Opened opened, std::string_view name, std::uint64_t content_limit);

// The files last asked for, kept open: looking a path up costs more than sending a small file.
//
// An answer must never be older than its request. So the descriptor is asked for the state of the file before use: a
// file edited, replaced, renamed or removed has another change time or link count. Once per turn of the event loop is
// enough: the requests of one turn had all arrived before it. What this does not show (a directory on the way that was
// moved) is seen when the path is looked up again, after Limits::cache_time. A file that has changed within the last
// Limits::settling_time is not kept at all, since a further change could bear the same time stamp.
class FileCache {
public:
    // `executor` is that of the event loop, which must not run any more when the cache is destroyed.
    FileCache(const Limits& limits, asio::any_io_executor executor) : limits_{limits}, executor_{std::move(executor)} {}

    // The file kept for this path, if it is still the same; otherwise nothing, and it is forgotten.
    std::shared_ptr<const OpenFile> find(std::string_view path);

    // Keeps a file for this path; the one unused for longest makes room.
    void keep(std::string_view path, std::shared_ptr<const OpenFile> file);

    std::size_t size() const { return by_path_.size(); }

private:
    struct Entry {
        std::string path;
        std::shared_ptr<const OpenFile> file;
        Clock::time_point looked_up;
        std::uint64_t checked_in_turn = 0;
    };
    using Entries = std::list<Entry>;  // the last used first

    bool is_current(Entry& entry);
    void forget(Entries::iterator entry);

    Limits limits_;
    asio::any_io_executor executor_;
    std::uint64_t turn_ = 1;  // of the event loop
    Entries entries_;
    std::unordered_map<std::string_view, Entries::iterator> by_path_;  // views of Entry::path
};

}  // namespace files
