#include <sstream>

#include "05-https-client/tool/content.hpp"
#include "05-https-client/tool/explain.hpp"
#include "05-https-client/tool/printable.hpp"
#include "05-https-client/tool/progress_bar.hpp"
#include "05-https-client/tool/secrets.hpp"
#include "05-https-client/tool/timeline.hpp"
#include "05-https-client/url.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using tool::Moment;

namespace {

const tool::Secrets masked{false};

bool is_near(double a, double b) { return a > b - 0.001 && a < b + 0.001; }

tool::Exchange an_exchange() {
    tool::Exchange exchange;
    exchange.method = "GET";
    exchange.target = "/a?token=abc&page=2";
    exchange.host = "x.test";
    exchange.began = 0us;
    exchange.ended = 10ms;
    exchange.at(tool::Phase::connection) = {Moment{0}, Moment{2'000}};
    exchange.at(tool::Phase::wait) = {Moment{2'000}, Moment{9'000}};
    exchange.at(tool::Phase::body) = {Moment{9'000}, std::nullopt};
    return exchange;
}

}  // namespace

TEST_CASE("https_client : ce qui est secret est masqué dans un en-tête") {
    CHECK(masked.in_field("Authorization", "Basic YWRhOnNlY3JldA==") == "Basic •••");
    CHECK(masked.in_field("proxy-authorization", "Bearer abc") == "Bearer •••");
    CHECK(masked.in_field("X-Api-Key", "abc") == "•••");
    CHECK(masked.in_field("Cookie", "id=42; lang=fr") == "id=•••; lang=•••");
    CHECK(masked.in_field("Set-Cookie", "id=42; Path=/; HttpOnly") == "id=•••; Path=/; HttpOnly");
    CHECK(masked.in_field("Location", "http://ada:x@h.test/?token=abc#access_token=d") ==
          "http://•••@h.test/?token=•••#access_token=•••");
    CHECK(masked.in_field("WWW-Authenticate", "Basic realm=\"x\"") == "Basic realm=\"x\"");
    CHECK(masked.in_field("Accept", "text/html") == "text/html");
}

TEST_CASE("https_client : un en-tête entier est masqué ligne par ligne, --show-secrets le laisse") {
    const std::string head = "GET /?token=abc&page=2 HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\n\r\n";
    CHECK(masked.in_head(head) == "GET /?token=•••&page=2 HTTP/1.1\r\nHost: x\r\nCookie: a=•••\r\n\r\n");
    CHECK(tool::Secrets{true}.in_head(head) == head);
}

TEST_CASE("https_client : les octets d'un serveur n'agissent pas sur le terminal") {
    CHECK(tool::printable("a\x1b[2Jb\r\n\tc\\\"d é\xff\xc2\x9b") == "a\\x1b[2Jb\n\tc\\\"d é\\xff\\xc2\\x9b");
    CHECK(tool::printable_line("a\r\nb") == "a\\r\\nb");
}

TEST_CASE("https_client : un caractère coupé entre deux morceaux attend sa fin") {
    CHECK(tool::unfinished_bytes("abc") == 0);
    CHECK(tool::unfinished_bytes("\xc3\xa9") == 0);
    CHECK(tool::unfinished_bytes("a\xc3") == 1);
    CHECK(tool::unfinished_bytes("\xe2\x82") == 2);
    CHECK(tool::unfinished_bytes("\xf0\x9f\x98") == 3);
    CHECK(tool::unfinished_bytes("") == 0);
}

TEST_CASE("https_client : le JSON est mis en page, dans son ordre, sans descendre trop bas") {
    CHECK(tool::pretty_json(R"({"b":1,"a":[true,"\u00e9"]})") ==
          "{\n    \"b\": 1,\n    \"a\": [\n        true,\n        \"é\"\n    ]\n}");
    CHECK_FALSE(tool::pretty_json("{"));
    CHECK_FALSE(tool::pretty_json(std::string(100'000, '[') + std::string(100'000, ']')));
}

TEST_CASE("https_client : au terminal, le JSON et les autres jeux de caractères deviennent lisibles") {
    CHECK(tool::needs_whole_body("application/problem+json; charset=utf-8"));
    CHECK(tool::needs_whole_body("text/html; charset=iso-8859-1"));
    CHECK_FALSE(tool::needs_whole_body("text/html; charset=utf-8"));
    CHECK(tool::for_terminal("[1]", "application/json") == "[\n    1\n]\n");
    CHECK(tool::for_terminal("\xe9t\xe9", "text/plain; charset=iso-8859-1") == "été\n");
    CHECK(tool::for_terminal("pas du json", "application/json") == "pas du json\n");
}

TEST_CASE("https_client : une durée est dite en microsecondes, millisecondes ou secondes") {
    CHECK(tool::format_moment(850us) == "850\u00A0µs");
    CHECK(tool::format_moment(12'340us) == "12,3\u00A0ms");
    CHECK(tool::format_moment(412ms) == "412\u00A0ms");
    CHECK(tool::format_moment(1'250ms) == "1,25\u00A0s");
}

TEST_CASE("https_client : l'axe du temps a au plus neuf traits, à des durées rondes") {
    CHECK(tool::tick_step(10ms) == 2ms);
    CHECK(tool::tick_step(8ms) == 1ms);
    CHECK(tool::tick_step(1us) == 1us);
    CHECK(tool::tick_step(3s) == 500ms);
}

TEST_CASE("https_client : une barre de la chronologie a la place et la longueur de sa phase") {
    const tool::Waterfall drawn = tool::waterfall({an_exchange()}, masked);
    REQUIRE(drawn.rows.size() == 1);
    CHECK(drawn.length == 10ms);
    CHECK(drawn.rows[0].title == "GET http://x.test/a?token=•••&page=2 → pas de réponse");
    REQUIRE(drawn.rows[0].bars.size() == 3);
    CHECK(is_near(drawn.rows[0].bars[1].from, 0.2));
    CHECK(is_near(drawn.rows[0].bars[1].to, 0.9));
    CHECK(drawn.rows[0].bars[1].duration == 7ms);
    CHECK_FALSE(drawn.rows[0].bars[1].broken);
    CHECK(drawn.rows[0].bars[2].broken);
    CHECK(is_near(drawn.rows[0].bars[2].to, 1.0));
}

TEST_CASE("https_client : la chronologie en texte a une lettre par phase, même très courte") {
    tool::Exchange exchange = an_exchange();
    exchange.at(tool::Phase::name) = {Moment{0}, Moment{1}};
    const std::string text = tool::timeline_text(tool::waterfall({exchange}, masked), 54, common::Palette{false});
    CHECK(text.find(" [nccccccccc") != std::string::npos);
    CHECK(text.find("aaaaa") != std::string::npos);
    CHECK(text.find("ddddd]") != std::string::npos);
    CHECK(text.find("(interrompu)") != std::string::npos);
}

TEST_CASE("https_client : la page de la chronologie ne contient que du texte sans effet") {
    tool::Exchange exchange = an_exchange();
    exchange.target = "/<script>alert(1)</script>";
    const std::string page = tool::timeline_page(tool::waterfall({exchange}, masked));
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("&lt;script&gt;") != std::string::npos);
    CHECK(page.find("default-src 'none'") != std::string::npos);
    CHECK(page.find("http-equiv") != std::string::npos);
    CHECK(page.ends_with("</html>\n"));
}

TEST_CASE("https_client : la barre de progression tient dans le terminal") {
    const client::Progress progress{.sending = false, .done = 12'300'000, .total = 24'600'000, .elapsed = 3s};
    const std::string line = tool::progress_line(progress, 4'100'000, 80);
    CHECK(line.starts_with("réception  50\u00A0% [█"));
    CHECK(line.find("12,3\u00A0Mo sur 24,6\u00A0Mo, 4,1\u00A0Mo/s, reste 0:03") != std::string::npos);
    for (const std::size_t columns : {60u, 50u, 40u}) {
        CHECK(common::columns(tool::progress_line(progress, 4'100'000, columns)) <= columns);
    }
    const client::Progress endless{.sending = true, .done = 500, .total = std::nullopt, .elapsed = 1s};
    CHECK(tool::progress_line(endless, 500, 80) == "envoi 500\u00A0o, 500\u00A0o/s");
}

TEST_CASE("https_client : tailles et durées sont écrites pour des lecteurs") {
    CHECK(tool::format_size(999) == "999\u00A0o");
    CHECK(tool::format_size(1'234) == "1,2\u00A0ko");
    CHECK(tool::format_size(1'500'000'000) == "1,5\u00A0Go");
    CHECK(tool::format_size(250'000) == "250\u00A0ko");
    CHECK(tool::format_duration(5s) == "0:05");
    CHECK(tool::format_duration(3'723s) == "1:02:03");
}

TEST_CASE("https_client : le débit est celui des dernières secondes") {
    tool::Rate rate;
    CHECK(is_near(rate.add(1s, 1'000), 1'000));
    CHECK(is_near(rate.add(2s, 3'000), 2'000));
    CHECK(rate.add(10s, 3'000) < 10);
    CHECK(is_near(rate.add(1s, 100), 100));  // begun again
}

TEST_CASE("https_client : --explain raconte, masque, et explique une fois") {
    std::ostringstream out;
    tool::Recorder recorder{[] { return Moment{1'500}; }};
    tool::Narrator narrator{out, common::Palette{false}, masked, recorder};
    narrator.resolving("x.test");
    narrator.tls_message(true, "ClientHello", 517);
    narrator.tls_message(true, "ClientHello", 517);
    narrator.request_head("GET / HTTP/1.1\r\nAuthorization: Basic abc\r\n\r\n");
    const client::Url from{.scheme = "http", .host = "x.test"};
    narrator.cookie_refused("id=42; Domain=org", from, "org est un suffixe public");
    const std::string text = out.str();
    CHECK(text.find("1,5\u00A0ms  NOM     quelles sont les adresses de « x.test »") != std::string::npos);
    CHECK(text.find("→ ClientHello (517\u00A0octets) : ") != std::string::npos);
    CHECK(text.find("→ ClientHello (517\u00A0octets)\n") != std::string::npos);
    CHECK(text.find("→ Authorization: Basic •••\\r\\n") != std::string::npos);
    CHECK(text.find("refusé de « x.test » : id=•••; Domain=org") != std::string::npos);
    CHECK(text.find("car org est un suffixe public") != std::string::npos);
    CHECK(text.find("abc") == std::string::npos);
}
