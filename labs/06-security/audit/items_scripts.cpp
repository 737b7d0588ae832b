#include "06-security/audit/item.hpp"

namespace audit {

std::vector<Item> script_items() {
    return {};
}

}  // namespace audit
