#include "05-https-client/url.hpp"

#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson url_lesson(std::string_view text) {
    support::Lesson lesson{{"RFC 3986 §3", "05-https-client.md#une-adresse",
                            "./lab run https_client --verbose '" + common::escape_bytes(text, 60) + "'"}};
    lesson.step("l'adresse : « " + common::escape_bytes(text, 100) + " »");
    return lesson;
}

// « https · ada:secret · example.com · 8443 · /cours ?page=2 #haut », or why it is refused.
std::string read_url(std::string_view text) {
    const support::ExactBuffer buffer{text};
    const auto parsed = client::parse_url(buffer.view());
    if (parsed.is_incomplete()) return "incomplète";
    if (parsed.is_rejected()) return "refusée, octet " + std::to_string(parsed.rejection().offset);
    if (parsed.used() != text.size()) return "il reste des octets";
    const client::Url& url = parsed.value();
    std::string parts = url.scheme + " · " + url.user + ":" + url.password + " · " + url.host + " · " +
                        std::to_string(url.port) + " · " + url.path;
    if (url.has_query) parts += " ?" + url.query;
    if (!url.has_query && !url.query.empty()) parts += " requête sans « ? » : " + url.query;
    if (!url.fragment.empty()) parts += " #" + url.fragment;
    return parts;
}

void expect_parts(std::string_view text, std::string_view parts, std::string_view rule) {
    auto lesson = url_lesson(text);
    const std::string found = read_url(text);
    lesson.expect(rule, found, parts);
}

void expect_refused(std::string_view text, std::size_t offset, std::string_view rule) {
    auto lesson = url_lesson(text);
    const support::ExactBuffer buffer{text};
    const auto parsed = client::parse_url(buffer.view());
    lesson.require(std::string{rule} + " : refusée", parsed.is_rejected(), true);
    lesson.expect(std::string{rule} + " : l'octet en cause", parsed.rejection().offset, offset);
    lesson.expect_that("une raison est donnée", !parsed.rejection().reason.empty());
}

client::Url url_of(std::string_view text) { return client::url_from(text); }

}  // namespace

TEST_CASE("5.1 une adresse est découpée en schéma, identité, hôte, port, chemin, requête et fragment") {
    expect_parts("https://ada:secret@example.com:8443/cours/lab%205?page=2#haut",
                 "https · ada:secret · example.com · 8443 · /cours/lab%205 ?page=2 #haut", "toutes les parties");
    expect_parts("http://example.com", "http · : · example.com · 80 · /", "un chemin vide est « / »");
    expect_parts("https://example.com", "https · : · example.com · 443 · /", "le port de https est 443");
    expect_parts("HTTP://Example.COM/A", "http · : · example.com · 80 · /A", "schéma et hôte en minuscules, pas le chemin");
    expect_parts("http://example.com?a=b", "http · : · example.com · 80 · / ?a=b", "une requête sans chemin");
    expect_parts("http://example.com#f", "http · : · example.com · 80 · / #f", "un fragment sans chemin");
    expect_parts("http://example.com/?", "http · : · example.com · 80 · / ?", "une requête vide n'est pas l'absence de requête");
    expect_parts("http://example.com/a?b?c", "http · : · example.com · 80 · /a ?b?c", "un second « ? » est dans la requête");
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

TEST_CASE("5.1 une adresse IP est un hôte, IPv6 entre crochets") {
    expect_parts("http://127.0.0.1:8080/", "http · : · 127.0.0.1 · 8080 · /", "IPv4");
    expect_parts("http://[::1]/", "http · : · ::1 · 80 · /", "IPv6, sans ses crochets");
    expect_parts("http://[2001:DB8:0:0:0:0:0:1]:81/", "http · : · 2001:db8::1 · 81 · /", "la forme la plus courte");
    expect_parts("http://[::ffff:1.2.3.4]/", "http · : · ::ffff:1.2.3.4 · 80 · /", "une adresse IPv4 dans une IPv6");
    expect_parts("http://1.2.3.4./", "http · : · 1.2.3.4 · 80 · /", "un point final ne compte pas");
    expect_parts("http://1.2.3.4.fr/", "http · : · 1.2.3.4.fr · 80 · /", "un nom qui commence par des nombres");
    expect_refused("http://[::1", 11, "un crochet qui manque");
    expect_refused("http://[]/", 8, "rien entre les crochets");
    expect_refused("http://[127.0.0.1]/", 8, "IPv4 entre crochets");
    expect_refused("http://[::1%25eth0]/", 8, "une zone n'a de sens que sur cette machine");
    expect_refused("http://[::1]x/", 13, "des lettres derrière le crochet");
    expect_refused("http://::1/", 7, "IPv6 sans crochets");
    expect_refused("http://[v1.a]/", 8, "une adresse d'un type inconnu");
}

TEST_CASE("5.1 ce qu'une bibliothèque lirait comme une adresse IPv4 et une autre comme un nom est refusé") {
    for (std::string_view host : {"127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.0.01", "256.1.1.1",
                                  "1.2.3", "1.2.3.4.5", "a.1", "0x.0x", "a.0xff"}) {
        expect_refused("http://" + std::string{host} + "/", 7, "un nom dont la dernière partie est un nombre");
    }
}

TEST_CASE("5.1 un hôte ne contient que ce que le DNS connaît") {
    expect_parts("http://a_b-c.d/", "http · : · a_b-c.d · 80 · /", "tiret et souligné");
    expect_parts("http://example.com./", "http · : · example.com · 80 · /", "un point final ne compte pas");
    expect_refused("http:///a", 7, "pas d'hôte");
    expect_refused("http://", 7, "pas d'hôte du tout");
    expect_refused("http://:80/", 7, "un port sans hôte");
    expect_refused("http://./", 7, "un point seul");
    expect_refused("http://a..b/", 9, "deux points à la suite");
    expect_refused("http://a../", 9, "deux points à la fin");
    expect_refused("http://.a/", 7, "un point au début");
    expect_refused("http://ex%61mple.com/", 9, "un hôte encodé en pourcent");
    expect_refused("http://a b/", 8, "une espace dans l'hôte");
    expect_refused("http://a<b>/", 8, "un chevron");
    expect_refused("http://a,b/", 8, "une virgule");
    expect_refused("http://a]b/", 8, "un crochet de trop");
    expect_refused("http://" + std::string(64, 'a') + "/", 7 + 63, "64 octets dans une partie du nom");
    expect_parts("http://" + std::string(63, 'a') + "/", "http · : · " + std::string(63, 'a') + " · 80 · /", "63 suffisent");
    std::string longest;
    while (longest.size() <= 253) longest += "abcdefg.";
    expect_refused("http://" + longest + "fr/", 7 + 253, "plus de 253 octets");
}

TEST_CASE("5.1 un hôte dans une autre écriture devient sa forme xn-- (IDNA 2008)") {
    expect_parts("http://été.example/", "http · : · xn--t-9fab.example · 80 · /", "un nom accentué");
    expect_parts("http://ÉTÉ.Example/", "http · : · xn--t-9fab.example · 80 · /", "en capitales, c'est le même");
    expect_parts("http://faß.de/", "http · : · xn--fa-hia.de · 80 · /", "ß est une lettre à part (IDNA 2008)");
    expect_parts("http://１２７.０.０.１/", "http · : · 127.0.0.1 · 80 · /", "des chiffres pleine chasse sont des chiffres");
    expect_parts("http://例え。テスト/", "http · : · xn--r8jz45g.xn--zckzah · 80 · /", "le point idéographique est un point");
    expect_refused("http://example.com／.a/", 7, "une barre pleine chasse n'est pas dans un nom");
    expect_refused("http://a％2eb/", 7, "un pourcent pleine chasse non plus");
    expect_refused("http://１２７.１/", 7, "une adresse IPv4 abrégée, même en chiffres pleine chasse");
    expect_refused("http://\xFF\xFE/", 7, "ce n'est pas de l'UTF-8");
}

TEST_CASE("5.1 le nom et le mot de passe sont décodés, et ne trompent pas sur l'hôte") {
    expect_parts("http://ada@a/", "http · ada: · a · 80 · /", "un nom seul");
    expect_parts("http://:x@a/", "http · :x · a · 80 · /", "un mot de passe seul");
    expect_parts("http://@a/", "http · : · a · 80 · /", "ni l'un ni l'autre");
    expect_parts("http://a%40b:p%3Aq:r@c/", "http · a@b:p:q:r · c · 80 · /", "décodés après le découpage");
    expect_parts("http://example.com:x@evil.example/", "http · example.com:x · evil.example · 80 · /", "l'hôte est derrière « @ »");
    expect_parts("http://example.com%2F@evil.example/", "http · example.com/: · evil.example · 80 · /", "l'hôte est derrière « @ »");
    expect_parts("http://a/@b", "http · : · a · 80 · /@b", "un « @ » du chemin n'est pas celui de l'identité");
    expect_parts("http://a?@b", "http · : · a · 80 · / ?@b", "ni un « @ » de la requête");
    expect_parts("http://a#@b", "http · : · a · 80 · / #@b", "ni un « @ » du fragment");
    expect_refused("http://a@b@c", 10, "deux « @ »");
    expect_refused("http://a:b@c:d@e/", 14, "deux « @ »");
    expect_refused("http://a%zz@b/", 8, "un pourcent mal écrit");
    expect_refused("http://a:b%4@c/", 10, "un pourcent mal écrit");
    expect_refused("http://a b@c/", 8, "une espace");
    expect_refused("http://[::1]@c/", 7, "un crochet");
}

TEST_CASE("5.1 ce que deux programmes liraient différemment est refusé") {
    using std::string_view_literals::operator""sv;
    expect_refused("http://a/\r\nHost: b", 9, "une fin de ligne dans le chemin");
    expect_refused("http://a\r\n/", 8, "une fin de ligne dans l'hôte");
    expect_refused("http://a/?b\n", 11, "un LF dans la requête");
    expect_refused("http://a/b\0c"sv, 10, "un octet nul");
    expect_refused("http://a\0.b/"sv, 8, "un octet nul dans l'hôte");
    expect_refused("ht\ttp://a/", 2, "une tabulation dans le schéma");
    expect_refused("http://a/b\tc", 10, "une tabulation dans le chemin");
    expect_refused("http://a/\x7F", 9, "DEL");
    expect_refused("http:\\\\a\\b", 5, "des barres inverses au lieu de « / »");
    expect_refused("http://a\\@b/", 8, "une barre inverse devant « @ »");
    expect_refused("http://a/b\\..\\c", 10, "une barre inverse dans le chemin");
    expect_parts("http://a/?b\\c", "http · : · a · 80 · / ?b%5Cc", "dans la requête, elle ne sépare rien");
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

TEST_CASE("5.1 le chemin et la requête sont encodés comme le font les navigateurs, une seule fois") {
    expect_parts("http://a/été?mot=été#été", "http · : · a · 80 · /%C3%A9t%C3%A9 ?mot=%C3%A9t%C3%A9 #%C3%A9t%C3%A9",
                 "des octets qui ne sont pas de l'ASCII");
    expect_parts("http://a/b c?d e", "http · : · a · 80 · /b%20c ?d%20e", "une espace");
    expect_parts("http://a/%20%c3%2F", "http · : · a · 80 · /%20%c3%2F", "ce qui est encodé le reste, tel quel");
    expect_parts("http://a/100%?b=50%zz", "http · : · a · 80 · /100% ?b=50%zz", "un « % » isolé reste");
    expect_parts("http://a/\"<>^`{|}", "http · : · a · 80 · /%22%3C%3E%5E%60%7B%7C%7D", "ce que RFC 3986 ne permet pas");
    expect_parts("http://a/-._~!$&'()*+,;=:@[]?/?", "http · : · a · 80 · /-._~!$&'()*+,;=:@[] ?/?", "ce qu'elle permet");
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

TEST_CASE("5.1 la cible d'une requête est le chemin et la requête, jamais le fragment") {
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
