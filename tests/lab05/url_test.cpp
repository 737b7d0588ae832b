#include "05-https-client/errors.hpp"
#include "url_reading.hpp"

namespace {

client::Url url_of(std::string_view text) { return client::url_from(text); }

}  // namespace

TEST_CASE("5.1 une adresse est découpée en schéma, identité, hôte, port, chemin, chaîne de requête et fragment") {
    expect_parts("https://ada:secret@example.com:8443/cours/lab%205?page=2#haut",
                 "https · ada:secret · example.com · 8443 · /cours/lab%205 ?page=2 #haut", "toutes les parties");
    expect_parts("http://example.com", "http · : · example.com · 80 · /", "un chemin vide est « / »");
    expect_parts("https://example.com", "https · : · example.com · 443 · /", "le port de https est 443");
    expect_parts("HTTP://Example.COM/A", "http · : · example.com · 80 · /A",
                 "schéma et hôte en minuscules, pas le chemin");
    expect_parts("http://example.com?a=b", "http · : · example.com · 80 · / ?a=b", "une chaîne de requête sans chemin");
    expect_parts("http://example.com#f", "http · : · example.com · 80 · / #f", "un fragment sans chemin");
    expect_parts("http://example.com/?", "http · : · example.com · 80 · / ?",
                 "une chaîne de requête vide n'est pas l'absence de chaîne");
    expect_parts("http://example.com/a?b?c", "http · : · example.com · 80 · /a ?b?c",
                 "un second « ? » est dans la chaîne de requête");
    expect_parts("http://a/#b?c/d", "http · : · a · 80 · / #b?c/d", "le fragment va jusqu'au bout");
}

TEST_CASE("5.1 le port va de 1 à 65535, et celui du schéma vaut s'il manque") {
    expect_parts("http://a:8080/", "http · : · a · 8080 · /", "le port donné");
    expect_parts("http://a:65535/", "http · : · a · 65535 · /", "le dernier port");
    expect_parts("http://a:1/", "http · : · a · 1 · /", "le premier port");
    expect_parts("http://a:/x", "http · : · a · 80 · /x", "un deux-points seul (RFC 3986 §3.2.3)");
    expect_parts("http://a:080/", "http · : · a · 80 · /", "des zéros devant ne changent pas le nombre");
    expect_refused("http://a:0/", 9, "le port 0");
    expect_refused("http://a:65536/", 9, "un port trop grand");
    expect_refused("http://a:99999999999999999999/", 9, "un nombre qui déborde");
    expect_refused("http://a:+80/", 9, "un signe");
    expect_refused("http://a:-1/", 9, "un port négatif");
    expect_refused("http://a:80a/", 9, "une lettre derrière le port");
    expect_refused("http://a:0x50/", 9, "de l'hexadécimal");
    expect_refused("http://a: 80/", 9, "une espace devant le port");
    expect_refused("http://a:80:80/", 9, "deux ports");
}

TEST_CASE("5.1 ce que deux programmes liraient différemment est refusé") {
    using std::string_view_literals::operator""sv;
    expect_refused("http://a/\r\nHost: b", 9, "une fin de ligne dans le chemin");
    expect_refused("http://a\r\n/", 8, "une fin de ligne dans l'hôte");
    expect_refused("http://a/?b\n", 11, "un LF dans la chaîne de requête");
    expect_refused("http://a/b\0c"sv, 10, "un octet nul");
    expect_refused("http://a\0.b/"sv, 8, "un octet nul dans l'hôte");
    expect_refused("ht\ttp://a/", 2, "une tabulation dans le schéma");
    expect_refused("http://a/b\tc", 10, "une tabulation dans le chemin");
    expect_refused("http://a/\x7F", 9, "DEL");
    expect_refused("http:\\\\a\\b", 5, "des barres inverses au lieu de « / »");
    expect_refused("http://a\\@b/", 8, "une barre inverse devant « @ »");
    expect_refused("http://a/b\\..\\c", 10, "une barre inverse dans le chemin");
    expect_parts("http://a/?b\\c", "http · : · a · 80 · / ?b%5Cc", "dans la chaîne de requête, elle ne sépare rien");
    expect_refused(" http://a/", 0, "une espace devant");
    expect_refused("http://a/ ", 9, "une espace derrière");
    expect_refused("http://a/#" + std::string(64 * 1024, 'a'), 64 * 1024, "plus de 64 Kio");
}

TEST_CASE("5.1 seuls http et https sont des schémas de ce client") {
    expect_refused("", 0, "rien");
    expect_refused("example.com/a", 0, "pas de schéma");
    expect_refused("/a", 0, "un chemin seul");
    expect_refused("//example.com/a", 0, "pas de schéma non plus");
    expect_refused("ftp://a/", 0, "ftp");
    expect_refused("file:///etc/passwd", 0, "un fichier");
    expect_refused("javascript:alert(1)", 0, "du JavaScript");
    expect_refused("httpsx://a/", 0, "un autre schéma");
    expect_refused("http://", 7, "l'hôte manque");
    expect_refused("http:", 5, "« // » manque");
    expect_refused("http:/a", 5, "une seule barre");
    expect_refused("http:a", 5, "aucune barre");
    expect_refused("https:/a@b", 6, "une seule barre");
}

TEST_CASE("5.1 le chemin et la chaîne de requête sont encodés comme le font les navigateurs, une seule fois") {
    expect_parts("http://a/été?mot=été#été", "http · : · a · 80 · /%C3%A9t%C3%A9 ?mot=%C3%A9t%C3%A9 #%C3%A9t%C3%A9",
                 "des octets qui ne sont pas de l'ASCII");
    expect_parts("http://a/b c?d e", "http · : · a · 80 · /b%20c ?d%20e", "une espace");
    expect_parts("http://a/%20%c3%2F", "http · : · a · 80 · /%20%c3%2F", "ce qui est encodé le reste, tel quel");
    expect_parts("http://a/100%?b=50%zz", "http · : · a · 80 · /100% ?b=50%zz", "un « % » isolé reste");
    expect_parts("http://a/\"<>^`{|}", "http · : · a · 80 · /%22%3C%3E%5E%60%7B%7C%7D",
                 "ce que RFC 3986 ne permet pas");
    expect_parts("http://a/-._~!$&'()*+,;=:@[]?/?", "http · : · a · 80 · /-._~!$&'()*+,;=:@[] ?/?",
                 "ce qu'elle permet");
    expect_parts("http://a/#b#c", "http · : · a · 80 · / #b%23c", "un second dièse");
}

TEST_CASE("5.1 les segments « . » et « .. » sont ôtés, sans sortir de la racine") {
    for (const auto& [path, kept] : {std::pair{"/a/./b", "/a/b"}, {"/a/../b", "/b"}, {"/a/b/..", "/a/"}, {"/.", "/"},
                                     {"/..", "/"}, {"/../../a", "/a"}, {"/a//../b", "/a/b"}, {"/a/%2e%2E/b", "/b"},
                                     {"/a/.%2e", "/"}, {"/%2e/a", "/a"}, {"/...", "/..."}, {"/a/..b/.c", "/a/..b/.c"},
                                     {"//a", "//a"}, {"/a/b/../../../c", "/c"}, {"/a/.;/b", "/a/.;/b"}}) {
        expect_parts(std::string{"http://a"} + path, std::string{"http · : · a · 80 · "} + kept, "RFC 3986 §5.2.4");
    }
}

TEST_CASE("5.1 une adresse écrite puis relue est la même, et sans mot de passe quand on la montre") {
    for (std::string_view text : {"https://ada:secret@example.com:8443/cours/lab%205?page=2#haut", "http://[::1]:81/?",
                                  "http://:a%40b@c/", "https://été.example/été", "http://a%3A:b%2F@c:443/%25"}) {
        auto lesson = url_lesson(text);
        const client::Url url = url_of(text);
        const std::string written = client::to_string(url, true);
        lesson.step("écrite : « " + written + " »");
        lesson.expect_that("l'adresse relue est la même", url_of(written) == url);
    }
    auto lesson = url_lesson("http://ada:secret@a:80/b?c#d");
    lesson.expect("sans identité", client::to_string(url_of("http://ada:secret@a:80/b?c#d")), "http://a/b?c#d");
}

TEST_CASE("5.1 Host porte le port quand ce n'est pas celui du schéma") {
    for (const auto& [text, field] : {std::pair{"http://example.com/", "example.com"},
                                      {"https://example.com:8443/", "example.com:8443"},
                                      {"http://[::1]:8443/", "[::1]:8443"},
                                      {"https://[::1]/", "[::1]"},
                                      {"http://a:443/", "a:443"},
                                      {"https://a:80/", "a:80"},
                                      {"https://a:443/", "a"},
                                      {"http://ada:x@A.fr:80/", "a.fr"}}) {
        auto lesson = url_lesson(text);
        lesson.expect("la valeur de Host (RFC 9110 §7.2)", client::host_field(url_of(text)), field);
    }
}

TEST_CASE("5.1 la cible d'une requête est le chemin et la chaîne de requête, jamais le fragment") {
    for (const auto& [text, target] : {std::pair{"http://a", "/"}, {"http://a/cours?page=2#haut", "/cours?page=2"},
                                       {"http://a/?#b", "/?"}, {"http://a?b", "/?b"}, {"http://a/b#c?d", "/b"}}) {
        auto lesson = url_lesson(text);
        lesson.expect("la cible (RFC 9112 §3.2.1)", client::request_target(url_of(text)), target);
    }
}

TEST_CASE("5.1 l'origine est le schéma, l'hôte et le port ensemble") {
    const auto same = [](std::string_view a, std::string_view b) { return client::same_origin(url_of(a), url_of(b)); };
    auto lesson = url_lesson("http://a/");
    lesson.expect_that("le port du schéma, donné ou non, est le même", same("http://a/b", "http://u@A:80/c"));
    lesson.expect_that("http et https sont deux origines", !same("http://a/", "https://a/"));
    lesson.expect_that("même sur le même port", !same("http://a:443/", "https://a/"));
    lesson.expect_that("deux ports sont deux origines", !same("http://a/", "http://a:81/"));
    lesson.expect_that("un sous-domaine est une autre origine", !same("http://a.fr/", "http://www.a.fr/"));
}

TEST_CASE("5.1 ce qu'un utilisateur écrit mal lui est expliqué") {
    auto lesson = url_lesson("example.com/cours");
    const auto message = [](std::string_view text) -> std::string {
        try {
            return client::to_string(client::url_from(text));
        } catch (const client::InvalidURL& error) {
            return error.what();
        }
    };
    lesson.expect_contains("sans schéma", message("example.com/cours"), "« https:// »");
    lesson.expect_contains("sans schéma, avec un port", message("localhost:8080"), "« https:// »");
    lesson.expect_contains("l'adresse est citée", message("ftp://a/"), "ftp://a/");
    lesson.expect_contains("la place de l'erreur", message("http://a:0/"), "octet 9");
    lesson.expect_contains("rien de dangereux n'est affiché", message("http://a\x1B[31m/"), "\\x1b");
}
