#include "06-security/audit/item.hpp"

namespace audit {

std::vector<Item> resource_items() {
    return {};
}

}  // namespace audit
