#include "06-security/audit/item.hpp"

namespace audit {

std::vector<Item> deployment_items() {
    return {};
}

}  // namespace audit
