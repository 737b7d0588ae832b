#include "06-security/audit/item.hpp"

namespace audit {

std::vector<Item> access_items() {
    return {};
}

}  // namespace audit
