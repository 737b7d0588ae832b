#include "03-static-server/listing.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <compare>
#include <memory>
#include <optional>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace files {
namespace {

// BEGIN SOLUTION 3.5 helper
struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

// Opened anew rather than duplicated: a duplicate would share its read position with the caller's descriptor.
Directory open_directory(int directory_fd) {
    common::UniqueFd own{::openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!own) common::throw_errno("openat", "le répertoire à lister");
    Directory directory{::fdopendir(own.get())};
    if (!directory) common::throw_errno("fdopendir", "le répertoire à lister");
    own.release();  // closedir() closes it
    return directory;
}

// The next name, nullptr at the end. readdir() tells an error from the end by errno only.
const char* next_name(DIR* directory) {
    errno = 0;
    const dirent* entry = ::readdir(directory);
    if (entry == nullptr && errno != 0) common::throw_errno("readdir", "le répertoire à lister");
    return entry == nullptr ? nullptr : entry->d_name;
}

// What is called `name`; nothing if it is not to be listed, or is no longer there.
std::optional<Entry> describe(int directory_fd, std::string_view name) {
    if (name.starts_with('.')) return std::nullopt;
    struct stat status {};
    Entry entry{.name = std::string{name}};
    if (::fstatat(directory_fd, entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return std::nullopt;
    entry.is_directory = S_ISDIR(status.st_mode);
    entry.size = static_cast<std::uint64_t>(status.st_size);
    entry.modified = http::Seconds{std::chrono::seconds{status.st_mtim.tv_sec}};
    return entry;
}

// Unsigned: as a char, a byte of an accented letter may be negative, and would come before the digits.
unsigned char lower(char c) {
    return static_cast<unsigned char>(http::to_lower(c));
}

std::strong_ordering compare_names(std::string_view a, std::string_view b) {
    const auto folded = std::lexicographical_compare_three_way(
        a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) <=> lower(y); });
    return folded != 0 ? folded : a <=> b;
}

std::strong_ordering compare_by_key(const Entry& a, const Entry& b, SortKey key) {
    switch (key) {
    case SortKey::name: break;
    case SortKey::size:
        if (!a.is_directory && a.size != b.size) return a.size <=> b.size;
        break;
    case SortKey::date:
        if (a.modified != b.modified) return a.modified < b.modified ? std::strong_ordering::less
                                                                     : std::strong_ordering::greater;
        break;
    }
    return compare_names(a.name, b.name);
}

std::optional<SortKey> sort_key(std::string_view name) {
    if (name == "nom") return SortKey::name;
    if (name == "taille") return SortKey::size;
    if (name == "date") return SortKey::date;
    return std::nullopt;
}
// END SOLUTION

}  // namespace

std::string directory_location(const http::Target& target) {
    // À écrire : le chemin décodé (target.path), encodé de nouveau, avec un seul « / » devant et un seul derrière, puis
    // « ? » et la chaîne de requête (target.query) s'il y en a une.
    // BEGIN SOLUTION 3.5
    std::string_view path = target.path;
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    while (path.ends_with('/')) path.remove_suffix(1);
    std::string location = "/";
    if (!path.empty()) location += http::percent_encode_path(path) + "/";
    if (target.has_query) location += "?" + target.query;
    return location;
    // END SOLUTION
}

Listing read_directory(int directory_fd, std::size_t limit) {
    // À écrire : ouvrez le répertoire de nouveau (openat de "." puis fdopendir), lisez ses noms avec readdir, et
    // interrogez chacun avec fstatat sans suivre les liens symboliques (AT_SYMLINK_NOFOLLOW). Ne gardez que les
    // fichiers ordinaires et les répertoires dont le nom ne commence pas par un point. Au-delà de limit : truncated.
    // BEGIN SOLUTION 3.5
    const Directory directory = open_directory(directory_fd);
    Listing listing;
    while (const char* name = next_name(directory.get())) {
        std::optional<Entry> entry = describe(directory_fd, name);
        if (!entry) continue;
        if (listing.entries.size() == limit) {
            listing.truncated = true;
            break;
        }
        listing.entries.push_back(std::move(*entry));
    }
    return listing;
    // END SOLUTION
}

Order parse_order(std::string_view query) {
    // À écrire : parcourez les paires de http::parse_query ; « tri » vaut nom, taille ou date, « ordre » vaut croissant
    // ou decroissant. Le reste ne compte pas.
    // BEGIN SOLUTION 3.5
    Order order;
    for (const auto& [name, value] : http::parse_query(query, 16)) {
        if (name == "tri") order.key = sort_key(value).value_or(SortKey::name);
        if (name == "ordre") order.descending = value == "decroissant";
    }
    return order;
    // END SOLUTION
}

void sort_entries(std::vector<Entry>& entries, Order order) {
    // À écrire : les répertoires d'abord, quel que soit le sens ; puis selon order.key, à égalité selon le nom.
    // BEGIN SOLUTION 3.5
    std::ranges::sort(entries, [order](const Entry& a, const Entry& b) {
        if (a.is_directory != b.is_directory) return a.is_directory;
        const auto comparison = compare_by_key(a, b, order.key);
        return order.descending ? comparison > 0 : comparison < 0;
    });
    // END SOLUTION
}

}  // namespace files
