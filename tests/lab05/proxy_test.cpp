#include "05-https-client/proxy.hpp"

#include <map>

#include "05-https-client/errors.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson proxy_lesson() {
    return support::Lesson{{"proxy.hpp, curl(1)", "05-https-client.md#les-mandataires",
                            "http_proxy=http://127.0.0.1:8888 ./lab run https_client --verbose http://example.com/"}};
}

void expect_excluded(std::string_view no_proxy, std::string_view url, bool excluded) {
    auto lesson = proxy_lesson();
    lesson.step("no_proxy=" + std::string{no_proxy});
    lesson.step("l'adresse : " + std::string{url});
    lesson.expect("l'hôte est exclu", client::is_excluded(client::url_from(url), std::string{no_proxy}), excluded);
}

using Variables = std::map<std::string, std::string>;

// The proxy, « directement », or « InvalidURL ».
std::string proxy(std::string_view url, const client::Proxies& proxies, const Variables& variables = {}) {
    const client::Environment environment = [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    };
    try {
        const auto found = client::proxy_for(client::url_from(url), proxies, environment);
        return found ? to_string(*found, true) : "directement";
    } catch (const client::InvalidURL& error) {
        const bool tells = std::string_view{error.what()}.find("secret") != std::string_view::npos;
        return tells ? "le message dit le secret" : "InvalidURL";
    }
}

}  // namespace

TEST_CASE("5.8 no_proxy nomme un hôte et ce qui est au-dessous de lui") {
    for (const char* list : {"example.com", ".example.com", "EXAMPLE.com", "example.com.", "a.fr,example.com",
                             "a.fr, example.com", "a.fr example.com", " example.com "}) {
        expect_excluded(list, "http://example.com/", true);
        expect_excluded(list, "https://www.example.com:8443/", true);
        expect_excluded(list, "http://a.b.example.com/", true);
        expect_excluded(list, "http://notexample.com/", false);
        expect_excluded(list, "http://example.com.fr/", false);
        expect_excluded(list, "http://com/", false);
    }
    expect_excluded("", "http://example.com/", false);
    expect_excluded(",,. , .", "http://example.com/", false);
}

TEST_CASE("5.8 « * » seul exclut tous les hôtes") {
    expect_excluded("*", "http://example.com/", true);
    expect_excluded(" * ", "http://[::1]/", true);
    expect_excluded("*.com", "http://example.com/", false);
    expect_excluded("a.fr,*", "http://example.com/", false);
}

TEST_CASE("5.8 un port dans no_proxy est celui de l'adresse") {
    expect_excluded("example.com:8080", "http://example.com:8080/", true);
    expect_excluded("example.com:8080", "http://www.example.com:8080/", true);
    expect_excluded("example.com:8080", "http://example.com/", false);
    expect_excluded("example.com:80", "http://example.com/", true);
    expect_excluded("example.com:443", "https://example.com/", true);
    expect_excluded("127.0.0.1:81", "http://127.0.0.1:81/", true);
    expect_excluded("127.0.0.1:81", "http://127.0.0.1/", false);
    expect_excluded("[::1]:81", "http://[::1]:81/", true);
    expect_excluded("[::1]:81", "http://[::1]/", false);
    expect_excluded("example.com:", "http://example.com/", false);
    expect_excluded("example.com:x", "http://example.com/", false);
}

TEST_CASE("5.8 une adresse IP est exclue par elle-même ou par son réseau") {
    expect_excluded("127.0.0.1", "http://127.0.0.1/", true);
    expect_excluded("0.0.1", "http://127.0.0.1/", false);
    expect_excluded("192.0.2.0/24", "http://192.0.2.255/", true);
    expect_excluded("192.0.2.0/24", "http://192.0.3.0/", false);
    expect_excluded("192.0.2.128/25", "http://192.0.2.127/", false);
    expect_excluded("192.0.2.128/25", "http://192.0.2.129/", true);
    expect_excluded("10.0.0.0/8,192.0.2.1/32", "http://192.0.2.1/", true);
    expect_excluded("0.0.0.0/0", "http://192.0.2.1/", true);
    expect_excluded("0.0.0.0/0", "http://[::1]/", false);
    expect_excluded("::1", "http://[::1]/", true);
    expect_excluded("[::1]", "http://[::1]/", true);
    expect_excluded("2001:DB8::/32", "http://[2001:db8:1::1]/", true);
    expect_excluded("2001:db8::/32", "http://[2001:db9::1]/", false);
    expect_excluded("2001:db8:0:0::1", "http://[2001:db8::1]/", true);
    for (const char* network : {"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/x", "192.0.2/24", "/24"}) {
        expect_excluded(network, "http://192.0.2.0/", false);
    }
    expect_excluded("192.0.2.0/24", "http://example.com/", false);
}

TEST_CASE("5.8 le mandataire est celui du schéma de l'adresse") {
    auto lesson = proxy_lesson();
    const client::Proxies both{.http = "http://h:1", .https = "http://s:2"};
    lesson.expect("pour http", proxy("http://a/", both), "http://h:1/");
    lesson.expect("pour https", proxy("https://a/", both), "http://s:2/");
    lesson.expect("pour https, quand seul http en a un", proxy("https://a/", {.http = "http://h:1"}), "directement");
    lesson.expect("un hôte exclu", proxy("http://a/", {.http = "http://h:1", .no_proxy = "a"}), "directement");
    lesson.expect("un hôte qui n'est pas exclu", proxy("http://b/", {.http = "http://h:1", .no_proxy = "a"}),
                  "http://h:1/");
}

TEST_CASE("5.8 l'adresse d'un mandataire, sans schéma et sans port") {
    auto lesson = proxy_lesson();
    const auto written = [](std::string text) { return proxy("http://a/", {.http = std::move(text)}); };
    lesson.expect("sans schéma ni port", written("h"), "http://h:1080/");
    lesson.expect("sans schéma", written("h:3128"), "http://h:3128/");
    lesson.expect("sans port", written("http://h"), "http://h:1080/");
    lesson.expect("avec le port 80, donné", written("http://h:80/"), "http://h/");
    lesson.expect("avec nom et mot de passe", written("ada:secret@h:3128"), "http://ada:secret@h:3128/");
    lesson.expect("un mot de passe n'est pas un port", written("http://ada:secret@h"), "http://ada:secret@h:1080/");
    lesson.expect("IPv6", written("[::1]"), "http://[::1]:1080/");
    lesson.expect("IPv6 avec un port", written("http://[::1]:81"), "http://[::1]:81/");
    for (const char* text : {"https://ada:secret@h/", "socks5://ada:secret@h", "http://ada:secret@h:0", "http://",
                             "h h", "ada:secret@b@h"}) {
        lesson.step("le mandataire « " + std::string{text} + " »");
        lesson.expect("ce n'en est pas un", written(text), "InvalidURL");
    }
}

TEST_CASE("5.8 les variables d'environnement, comme curl : minuscules d'abord, jamais HTTP_PROXY") {
    auto lesson = proxy_lesson();
    lesson.expect("http_proxy", proxy("http://a/", {}, {{"http_proxy", "h:1"}}), "http://h:1/");
    lesson.expect("HTTP_PROXY n'est pas lue, all_proxy l'est (httpoxy)",
                  proxy("http://a/", {}, {{"HTTP_PROXY", "evil:1"}, {"all_proxy", "all:2"}}), "http://all:2/");
    lesson.expect("https_proxy", proxy("https://a/", {}, {{"https_proxy", "s:1"}, {"HTTPS_PROXY", "S:2"}}),
                  "http://s:1/");
    lesson.expect("HTTPS_PROXY", proxy("https://a/", {}, {{"HTTPS_PROXY", "s:2"}}), "http://s:2/");
    lesson.expect("une variable vide n'en est pas une",
                  proxy("https://a/", {}, {{"https_proxy", ""}, {"ALL_PROXY", "all:2"}}), "http://all:2/");
    lesson.expect("no_proxy", proxy("http://a/", {}, {{"http_proxy", "h:1"}, {"no_proxy", "a"}}), "directement");
    lesson.expect("NO_PROXY", proxy("http://a/", {}, {{"http_proxy", "h:1"}, {"NO_PROXY", "*"}}), "directement");
    lesson.expect("no_proxy passe avant",
                  proxy("http://a/", {}, {{"http_proxy", "h:1"}, {"no_proxy", "b"}, {"NO_PROXY", "a"}}), "http://h:1/");
    lesson.expect("ce qui est donné passe avant l'environnement",
                  proxy("http://a/", {.http = "x:9"}, {{"http_proxy", "h:1"}}), "http://x:9/");
    lesson.expect("from_environment = false",
                  proxy("https://a/", {.http = "x:9", .from_environment = false}, {{"https_proxy", "h:1"}}),
                  "directement");
}
