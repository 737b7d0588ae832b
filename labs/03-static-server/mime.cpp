#include "03-static-server/mime.hpp"

#include <algorithm>
#include <array>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace files {
namespace {

constexpr std::array table{
    MimeType{"aac", "audio/aac"},
    MimeType{"avif", "image/avif"},
    MimeType{"bmp", "image/bmp"},
    MimeType{"bz2", "application/x-bzip2"},
    MimeType{"c", "text/plain; charset=utf-8"},
    MimeType{"cpp", "text/plain; charset=utf-8"},
    MimeType{"css", "text/css; charset=utf-8"},
    MimeType{"csv", "text/csv; charset=utf-8"},
    MimeType{"flac", "audio/flac"},
    MimeType{"flv", "video/x-flv"},
    MimeType{"gif", "image/gif"},
    MimeType{"gz", "application/gzip"},
    MimeType{"h", "text/plain; charset=utf-8"},
    MimeType{"hpp", "text/plain; charset=utf-8"},
    MimeType{"htm", "text/html; charset=utf-8"},
    MimeType{"html", "text/html; charset=utf-8"},
    MimeType{"ico", "image/vnd.microsoft.icon"},
    MimeType{"ics", "text/calendar; charset=utf-8"},
    MimeType{"jpeg", "image/jpeg"},
    MimeType{"jpg", "image/jpeg"},
    MimeType{"js", "text/javascript; charset=utf-8"},
    MimeType{"json", "application/json"},  // UTF-8 by definition (RFC 8259 §8.1): it has no charset parameter
    MimeType{"m4a", "audio/mp4"},
    MimeType{"m4v", "video/mp4"},
    MimeType{"map", "application/json"},
    MimeType{"md", "text/markdown; charset=utf-8"},
    MimeType{"mjs", "text/javascript; charset=utf-8"},
    MimeType{"mov", "video/quicktime"},
    MimeType{"mp3", "audio/mpeg"},
    MimeType{"mp4", "video/mp4"},
    MimeType{"odp", "application/vnd.oasis.opendocument.presentation"},
    MimeType{"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    MimeType{"odt", "application/vnd.oasis.opendocument.text"},
    MimeType{"oga", "audio/ogg"},
    MimeType{"ogg", "audio/ogg"},
    MimeType{"ogv", "video/ogg"},
    MimeType{"opus", "audio/ogg"},
    MimeType{"otf", "font/otf"},
    MimeType{"pdf", "application/pdf"},
    MimeType{"png", "image/png"},
    MimeType{"py", "text/plain; charset=utf-8"},
    MimeType{"sh", "text/plain; charset=utf-8"},
    MimeType{"svg", "image/svg+xml"},
    MimeType{"tar", "application/x-tar"},
    MimeType{"ttf", "font/ttf"},
    MimeType{"txt", "text/plain; charset=utf-8"},
    MimeType{"vtt", "text/vtt; charset=utf-8"},
    MimeType{"wasm", "application/wasm"},
    MimeType{"wav", "audio/wav"},
    MimeType{"weba", "audio/webm"},
    MimeType{"webm", "video/webm"},
    MimeType{"webmanifest", "application/manifest+json"},
    MimeType{"webp", "image/webp"},
    MimeType{"wma", "audio/x-ms-wma"},
    MimeType{"wmv", "video/x-ms-wmv"},
    MimeType{"woff", "font/woff"},
    MimeType{"woff2", "font/woff2"},
    MimeType{"xhtml", "application/xhtml+xml; charset=utf-8"},
    MimeType{"xml", "text/xml; charset=utf-8"},
    MimeType{"xz", "application/x-xz"},
    MimeType{"zip", "application/zip"},
};

static_assert(std::ranges::is_sorted(table, {}, &MimeType::extension));

// BEGIN SOLUTION 3.3 helper
// Would `a` stand before `b` in the table, whatever its case?
bool before_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::lexicographical_compare(a, b, {}, http::to_lower, http::to_lower);
}
// END SOLUTION

}  // namespace

std::span<const MimeType> mime_types() {
    return table;
}

std::string_view file_extension(std::string_view file_name) {
    // À écrire : ce qui suit le dernier point du nom. Vide s'il n'y a pas de point, ou s'il est au tout début
    // (« .bashrc » est un fichier caché, sans extension).
    // BEGIN SOLUTION 3.3
    const std::size_t dot = file_name.rfind('.');
    if (dot == std::string_view::npos || dot == 0) return {};
    return file_name.substr(dot + 1);
    // END SOLUTION
}

std::string_view content_type(std::string_view file_name) {
    // À écrire : cherchez l'extension du nom dans mime_types(), sans tenir compte de la casse (« PHOTO.JPG »). Ce qui
    // n'est pas dans la table est "application/octet-stream".
    // BEGIN SOLUTION 3.3
    const std::string_view extension = file_extension(file_name);
    const auto found = std::ranges::lower_bound(table, extension, before_ignoring_case, &MimeType::extension);
    if (found == table.end() || before_ignoring_case(extension, found->extension)) return "application/octet-stream";
    return found->content_type;
    // END SOLUTION
}

}  // namespace files
