#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "05-https-client/auth.hpp"

namespace client {

// Names and passwords from the user's file ~/.netrc (or $NETRC), by host: « machine example.com login ada password x »,
// « default » for the others; « macdef » is skipped; words may stand between quotes.
// `host` is that of the parsed address, never a piece of its text: "https://example.com:x@evil.org/" is evil.org's.
std::optional<Basic> netrc_credentials(std::string_view text, std::string_view host);

// The same from the user's file; nothing if there is none. A file that others may read is not used (a warning says
// so on standard error). Throws std::system_error when it is there and cannot be read.
std::optional<Basic> netrc_credentials(std::string_view host);

}  // namespace client
