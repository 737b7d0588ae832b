#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace security {

// The media types that the program file_inspector looks into; no process is started for others.
inline constexpr std::array<std::string_view, 5> inspected_types{"application/zip", "image/gif", "image/jpeg",
                                                                 "image/png", "image/webp"};

constexpr bool is_inspected(std::string_view media_type) {
    return std::find(inspected_types.begin(), inspected_types.end(), media_type) != inspected_types.end();
}

}  // namespace security
