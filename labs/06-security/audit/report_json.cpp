#include <nlohmann/json.hpp>

#include "06-security/audit/report.hpp"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

Json item_of(const Result& result) {
    const Item& item = result.item;
    return {{"id", item.id},
            {"group", name_of(item.group)},
            {"title", item.title},
            {"severity", name_of(item.severity)},
            {"verdict", name_of(result.finding.verdict)},
            {"evidence", result.finding.evidence},
            {"threat", item.threat},
            {"sent", item.sent},
            {"expected", item.expected},
            {"cure", item.cure},
            {"slide", item.slide},
            {"sources", item.sources},
            {"milliseconds", result.elapsed.count()}};
}

}  // namespace

std::string report_json(const Report& report) {
    const Summary summary = report.summary();
    Json items = Json::array();
    for (const Result& result : report.results) items.push_back(item_of(result));
    const Json json{{"url", report.url},
                    {"date", report.date},
                    {"failure", report.failure},
                    {"summary",
                     {{"pass", summary.pass},
                      {"fail", summary.fail},
                      {"warn", summary.warn},
                      {"not_tested", summary.not_tested}}},
                    {"items", std::move(items)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace audit
