#pragma once

#include <string>
#include <string_view>

#include "common/escape.hpp"

namespace client {

// A host as it stands in a message: « example.com ». It may come from a server (Location), so it is escaped and cut.
inline std::string quoted(std::string_view host) {
    return "« " + common::escape_bytes(host, 100) + " »";
}

}  // namespace client
