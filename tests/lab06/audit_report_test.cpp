#include <nlohmann/json.hpp>

#include "06-security/audit/evidence.hpp"
#include "06-security/audit/report.hpp"
#include "common/program.hpp"
#include "support/catch.hpp"

using audit::contains;
using audit::Report;

namespace {

const std::string hostile = "\x1b[2J<script>alert(1)</script>\r\n| *gras* `code` [lien](javascript:x) \xff\" '";

audit::Item item(std::string id, audit::Group group = audit::Group::framing) {
    return {.id = std::move(id),
            .group = group,
            .severity = audit::Severity::high,
            .title = "Titre <b>",
            .threat = "Menace & plus",
            .sent = "envoyé",
            .expected = "attendu",
            .cure = "remède",
            .slide = "06-security.md#le-navigateur",
            .sources = {"RFC 9112 §6.3", "CWE-444"},
            .slow = false,
            .run = {}};
}

Report report_of(std::vector<audit::Finding> findings) {
    Report report{.url = "http://127.0.0.1:8080/", .date = "2026-11-01T17:33:02Z", .failure = {}, .results = {}};
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const audit::Group group = i % 2 == 0 ? audit::Group::framing : audit::Group::tls;
        report.results.push_back({item("point-" + std::to_string(i), group), findings[i], {}});
    }
    return report;
}

Report report_with(std::string evidence) {
    return report_of({audit::failed(audit::presentable(evidence)), audit::passed(audit::presentable(evidence))});
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7F; });
}

std::string without_header(std::string_view html) {
    return std::string{html.substr(html.find("<body>"))};
}

}  // namespace

TEST_CASE("audit : ce que dit le serveur ne commande pas le terminal") {
    CHECK(audit::presentable("rien à signaler") == "rien à signaler");
    CHECK_FALSE(has_control(audit::presentable(hostile)));
    CHECK_FALSE(has_control(audit::presentable("\xc2\x9b" "2J")));
    CHECK(audit::presentable("\xc2\x9b" "2J") == "\\xc2\\x9b2J");
    CHECK_FALSE(has_control(audit::report_text(report_with(hostile), common::Palette{false})));
}

TEST_CASE("audit : une preuve trop longue est coupée entre deux caractères") {
    std::string long_one;
    for (int i = 0; i < 3'000; ++i) long_one += "é";
    const std::string cut = audit::presentable(long_one);
    CHECK(cut.size() == 2'000 + std::string_view{"…"}.size());
    CHECK(audit::presentable(cut.substr(0, 2'000)) == cut.substr(0, 2'000));
    CHECK(audit::presentable(std::string(5'000, '\0')).size() < 2'010);
}

TEST_CASE("audit : le rapport HTML échappe tout ce qu'il cite") {
    const std::string html = audit::report_html(report_with(hostile));
    CHECK_FALSE(contains(html, "<script"));
    CHECK(contains(without_header(html), "&lt;script&gt;alert(1)&lt;/script&gt;"));
    CHECK(contains(html, "Titre &lt;b&gt;"));
    CHECK(contains(html, "Menace &amp; plus"));
    CHECK_FALSE(has_control(html));
    CHECK(contains(html, "<html lang=\"fr\">"));
    CHECK(contains(html, "default-src 'none'"));
    CHECK_FALSE(contains(html, "http-equiv=\"refresh\""));
    CHECK_FALSE(contains(html, "src="));
    CHECK_FALSE(contains(html, "@import"));
}

TEST_CASE("audit : le rapport Markdown ne prend pas une preuve pour une mise en forme") {
    const std::string markdown = audit::report_markdown(report_with(hostile));
    CHECK(contains(markdown, "\\<script\\>"));
    CHECK(contains(markdown, "\\*gras\\*"));
    CHECK(contains(markdown, "\\[lien\\]"));
    CHECK_FALSE(contains(markdown, "| *gras*"));
    CHECK_FALSE(has_control(markdown));
}

TEST_CASE("audit : le rapport JSON a sa forme, et du texte pour des octets quelconques") {
    Report report = report_of({audit::failed(hostile), audit::not_tested("raison")});
    const nlohmann::json json = nlohmann::json::parse(audit::report_json(report));
    CHECK(json["url"] == "http://127.0.0.1:8080/");
    CHECK(json["summary"] == nlohmann::json{{"pass", 0}, {"fail", 1}, {"warn", 0}, {"not_tested", 1}});
    REQUIRE(json["items"].size() == 2);
    const nlohmann::json& first = json["items"][0];
    for (const char* const name : {"id", "group", "title", "severity", "verdict", "evidence", "threat", "sent",
                                   "expected", "cure", "slide", "sources", "milliseconds"}) {
        CHECK(first.contains(name));
    }
    CHECK(first["verdict"] == "FAIL");
    CHECK(first["severity"] == "high");
    CHECK(json["items"][1]["verdict"] == "NOT TESTED");
    CHECK(json["items"][1]["group"] == "tls");
}

TEST_CASE("audit : le résumé compte, et le statut dit s'il y a un échec") {
    const Report good = report_of({audit::passed(""), audit::warned("x"), audit::not_tested("y")});
    CHECK(good.exit_status() == 0);
    CHECK(audit::summary_line(good) == "3 points : 1 réussi, 0 échec, 1 à voir, 1 non testé");
    CHECK(report_of({audit::passed(""), audit::failed("x")}).exit_status() == 1);
    Report interrupted = good;
    interrupted.failure = "le serveur ne répond plus";
    CHECK(interrupted.exit_status() == 1);
    CHECK(contains(audit::report_text(interrupted, common::Palette{false}), "le serveur ne répond plus"));
}

TEST_CASE("audit : la date du rapport se lit en français") {
    CHECK(audit::french_moment("2026-11-20T17:33:02Z") == "20 novembre 2026 à 17:33 (UTC)");
    CHECK(audit::french_moment("2026-02-01T07:05:02Z") == "1er février 2026 à 07:05 (UTC)");
    CHECK(audit::french_moment("hier") == "hier");
}

TEST_CASE("audit : --only garde l'ordre de la liste, et refuse un point inconnu") {
    const std::vector<audit::Item> items{item("a"), item("b"), item("c")};
    const auto chosen = audit::select(items, {.only = {"c", "a", "c"}, .slow = false});
    REQUIRE(chosen.size() == 2);
    CHECK(chosen[0].id == "a");
    CHECK(chosen[1].id == "c");
    CHECK(audit::select(items, {}).size() == 3);
    CHECK_THROWS_AS(audit::select(items, {.only = {"d"}, .slow = false}), common::WrongUsage);
}

TEST_CASE("audit : chaque point de la liste est complet, et a son nom à lui") {
    std::vector<std::string> ids;
    for (const audit::Item& one : audit::all_items()) {
        INFO(one.id);
        CHECK(std::find(ids.begin(), ids.end(), one.id) == ids.end());
        ids.push_back(one.id);
        for (const std::string& text : {one.title, one.threat, one.sent, one.expected, one.cure})
            CHECK_FALSE(text.empty());
        CHECK(one.slide.starts_with("06-security.md#"));
        CHECK_FALSE(one.sources.empty());
        CHECK(one.run);
    }
    CHECK(ids.size() > 50);
}

TEST_CASE("audit : les groupes se suivent sans se mêler") {
    std::vector<audit::Group> groups;
    for (const audit::Item& one : audit::all_items()) {
        if (groups.empty() || groups.back() != one.group) groups.push_back(one.group);
    }
    CHECK(groups.size() == 10);
    CHECK(std::is_sorted(groups.begin(), groups.end()));
}
