#include "06-security/audit/report.hpp"
#include "common/escape.hpp"

namespace audit {

std::string report_html(const Report& report) {
    return "<!doctype html>\n<title>" + common::escape_html(report.url) + "</title>\n";
}

}  // namespace audit
