#pragma once

#include <string_view>

namespace audit {

// The style sheet of report_html().
std::string_view report_style();

}  // namespace audit
