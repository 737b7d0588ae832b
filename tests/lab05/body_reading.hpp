#pragma once

#include <string>

#include "05-https-client/request_body.hpp"

namespace played {

// All that a body gives, piece behind piece, as a session sends it.
inline std::string read_all(client::RequestBody& body) {
    std::string bytes;
    for (;;) {
        const std::string_view piece = body.next();
        if (piece.empty()) return bytes;
        bytes += piece;
    }
}

}  // namespace played
