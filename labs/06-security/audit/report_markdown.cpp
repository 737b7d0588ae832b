#include "06-security/audit/report.hpp"

namespace audit {

std::string report_markdown(const Report& report) {
    return "# " + summary_line(report) + "\n";
}

}  // namespace audit
