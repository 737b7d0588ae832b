#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace audit {

// Files to upload: some that nothing is wrong with, and one that no server should unpack.

// An image of one point, whole and correct.
std::string small_png();

// A ZIP archive of one file, as it is (APPNOTE.TXT 6.3.10, §4.3.7 local header, §4.3.12 central directory, §4.3.16 its
// end).
std::string zip_of(std::string_view name, std::string_view bytes);

// A ZIP archive of one file of so many zeros: a thousandth of that. A few of these nested, or all of them pointing at
// the same bytes, would make petabytes; one is enough to see whether anybody looks.
std::string zip_bomb(std::size_t unpacked);

}  // namespace audit
