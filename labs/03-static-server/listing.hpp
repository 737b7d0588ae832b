#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/date.hpp"
#include "02-http-message/target.hpp"

namespace files {

// A directory without index.html is shown as a page that lists what is in it.
//
// The names come from the disk, and whoever can put a file there chooses them: "<script>.txt" and "a&b.txt" are fine
// names, and on Linux a name may be any bytes but '/' and NUL, UTF-8 or not. So a name is never pasted into the page:
// it is percent-encoded where it is a link and HTML-escaped where it is text, which are two different things.
//
// What is listed is what would be served: no hidden file (leading dot), no device, socket or pipe. Symbolic links are
// left out too: whether one leads outside of the root is known only when it is followed (document_root.hpp does that
// when a request names it), and the list must not tell what it would refuse to send.
//
//     files::Listing listing = files::read_directory(fd, 10'000);
//     std::string html = files::render_listing("/cours/", listing, files::parse_order("tri=taille"));
struct Entry {
    std::string name;  // as on the disk: any bytes but '/' and NUL
    bool is_directory = false;
    std::uint64_t size = 0;  // bytes; means nothing for a directory
    http::Seconds modified{};
};

struct Listing {
    std::vector<Entry> entries;  // in the order of the file system: none
    bool truncated = false;      // are there more than fit in the limit?
};

enum class SortKey { name, size, date };

struct Order {
    SortKey key = SortKey::name;
    bool descending = false;
};

// Where to send a browser that asks for a directory without its final '/': without it, a relative link "a.html" in the
// page would lead beside the directory rather than into it. The path of the target, encoded anew, with one '/' before
// it and one behind, and its query. One '/' only: a Location of "//evil.example/" would send the browser to another
// server.
//
//     directory_location(target of "/cours?a=b")  // "/cours/?a=b"
std::string directory_location(const http::Target& target);

// What is in an open directory (opened with O_RDONLY or O_PATH; still open afterwards, and its read position is not
// moved). At most `limit` entries. An entry that vanishes while the directory is read is left out.
// Throws std::system_error if the directory may not be read.
Listing read_directory(int directory_fd, std::size_t limit);

// The order asked for by a query: "tri=nom|taille|date" and "ordre=croissant|decroissant". Anything else is as if it
// were absent: by name, ascending.
Order parse_order(std::string_view query);

// Directories first, then by the key; equal ones by name. Names by their bytes (so "été" comes after "zoo"), without
// regard to the case of ASCII letters; names that are then equal by their bytes alone. Directories have no size: sorted
// by size they stay in order of name. Descending turns the order of the key (and of names) around, but directories stay
// first.
void sort_entries(std::vector<Entry>& entries, Order order);

// One link of the list: <a href="./a%26b.txt">a&amp;b.txt</a>. "./" because "a:b" would be read as a URL with the
// scheme "a" (RFC 3986 §4.2). The name of a directory ends in '/'.
std::string entry_link(const Entry& entry);

// How a name is shown as text, before it is escaped for HTML: as it is when it is clean UTF-8, else with \xHH for what
// is not.
std::string display_name(std::string_view name);

// A size for a French reader: "1 octet", "512 octets", "1,5 Kio", "3,0 Gio"; units of 1024, rounded to one decimal,
// with no-break spaces.
std::string format_size(std::uint64_t bytes);

// The whole page. `decoded_path` is the directory's path as in http::Target::path, with its final '/'. Columns are
// links that sort; a directory but the root has a link to its parent.
std::string render_listing(std::string_view decoded_path, Listing listing, Order order);

}  // namespace files
