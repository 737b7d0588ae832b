#pragma once

#include "06-security/store/store.hpp"

namespace tested {

// What the store asks for, written plainly for the tests of the store itself: they must not need step 6.5.
security::StoreDecisions plain_decisions();

// Limits small enough to be reached: 1,000 bytes a file, 2,500 an owner, 4 files, 3 partials, no reserve.
security::StoreLimits small_limits();

// A whole upload of these bytes by this owner; throws std::runtime_error if it is refused.
security::StoredFile upload(security::Store& store, std::string_view owner, std::string_view bytes);

// What stands in the file.
std::string content_of(const security::Store& store, const security::StoredFile& file);

// How many names there are in this directory.
std::size_t names_in(const std::string& directory);

}  // namespace tested
