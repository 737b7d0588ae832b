#pragma once

#include <string>
#include <vector>

#include "06-security/audit/item.hpp"

namespace audit {

// An item that tries several variants of one idea: its verdict is that of the worst one, and only the variants with
// that verdict are told.
struct Variant {
    std::string name;  // French: what was tried
    Finding finding;
};

// The worst is fail, then warn, then pass; what could not be tested counts only when nothing could.
Finding worst_of(const std::vector<Variant>& variants);

}  // namespace audit
