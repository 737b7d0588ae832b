#include "05-https-client/options.hpp"

#include <nlohmann/json.hpp>

namespace client {

JsonText::JsonText(const nlohmann::json& value) : text_{value.dump()} {}

}  // namespace client
