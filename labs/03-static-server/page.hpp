#pragma once

#include <string>
#include <string_view>

namespace files {

// The pages that the server writes itself: errors and directory listings. Given, not an exercise.
//
// Each is one HTML document with its style inside: when everything else fails, it still looks right, and it asks the
// server for nothing more. It follows the reader's light or dark theme and fits a phone; the colours are those of
// www/style.css. All text that comes from elsewhere is escaped here: callers pass it raw.

// The Content-Security-Policy to send with them: their own style, nothing else. Should a name ever slip through
// unescaped, its script would still not run.
inline constexpr std::string_view page_security_policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'";

// A whole document. `title` and `margin` (a few words beside the text) are plain text, escaped here; `main` is HTML
// that the caller has made safe.
std::string page(std::string_view title, std::string_view margin, std::string_view main);

// The page for an answer of this status (300 to 599): what it means, in French, and what the reader can do.
// `detail` is plain text on this very case, such as a parser's reason; it may be empty, and is escaped here.
//
//     files::error_page(404, "Aucun fichier « /cuors.html » ici.")
std::string error_page(int status, std::string_view detail);

}  // namespace files
