#pragma once

#include <string_view>

namespace client {

// Is this a domain under which anybody can have a name ("com", "co.uk", "github.io")? A cookie for it would go to
// strangers. Asks libpsl, with the list that it was built with or that the system has.
bool is_public_suffix(std::string_view domain);

}  // namespace client
