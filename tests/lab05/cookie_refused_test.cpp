#include "cookie_lesson.hpp"

using played::address;
using played::plain_address;
using played::TalkingJar;

TEST_CASE("5.5 un cookie sans nom ni valeur, ou de plus de 4096 octets, est refusé") {
    TalkingJar jar{"RFC 6265bis §5.6"};
    for (std::string_view nothing : {"", " ", "=", " = ; Path=/", ";", "; Secure"}) {
        jar.refuses(address("a.test"), nothing, "ni nom ni valeur");
    }
    const std::string fits(4096 - 4, 'v');
    jar.keeps(address("a.test"), "name=" + fits + "; Path=/a");
    jar.refuses(address("a.test"), "name=" + fits + "v", "4 096");
    jar.refuses(address("a.test"), fits + "nnnn=v", "4 096");
    jar.lesson.expect("les cookies gardés", jar.jar.size(), 1u);
}

TEST_CASE("5.5 un caractère de contrôle, où qu'il soit, fait refuser le cookie, sauf la tabulation") {
    TalkingJar jar{"RFC 6265bis §5.6"};
    for (int code = 0; code < 0x20; ++code) {
        const std::string control(1, static_cast<char>(code));
        if (control == "\t") continue;
        jar.refuses(address("a.test"), "a" + control + "b=1", "contrôle");
        jar.refuses(address("a.test"), "a=1" + control, "contrôle");
        jar.refuses(address("a.test"), "a=1; inconnu=" + control, "contrôle");
    }
    jar.refuses(address("a.test"), "a=1\x7F", "contrôle");
    jar.keeps(address("a.test"), "a\tb=1\t2");
    jar.sends(address("a.test"), "a\tb=1\t2");
}

TEST_CASE("5.5 un serveur ne pose de cookie que pour lui et les domaines au-dessus de lui") {
    const client::Url home = address("www.example.com");
    TalkingJar jar{"RFC 6265bis §5.7"};
    for (std::string_view domain : {"other.com", "ww.example.com", "a.www.example.com", "ample.com", "www.example.com.",
                                    "..example.com", "www..example.com", "example.com:443", "\"example.com\"",
                                    "http://example.com", "example.com/", ". example.com", "example.com#", "1"}) {
        jar.refuses(home, "a=1; Domain=" + std::string{domain}, "domaine");
    }
    jar.refuses(home, "a=1; Domain=example.com; Domain=other.com", "domaine");
    jar.refuses(address("xn--bcher-kva.test"), "a=1; Domain=bücher.test", "domaine");
    jar.lesson.expect("les cookies gardés", jar.jar.size(), 0u);
    jar.keeps(home, "a=1; Domain=other.com; Domain=.eXample.COM");
    jar.sends(address("example.com"), "a=1");
}

TEST_CASE("5.5 un suffixe public ne peut pas être le domaine d'un cookie") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.refuses(address("www.example.com"), "a=1; Domain=com", "suffixe public");
    jar.refuses(address("www.example.com"), "a=1; Domain=.com", "suffixe public");
    jar.refuses(address("example.co.uk"), "a=1; Domain=co.uk", "suffixe public");
    jar.refuses(address("ada.github.io"), "a=1; Domain=github.io", "suffixe public");
    jar.refuses(address("intranet.entreprise"), "a=1; Domain=entreprise", "suffixe public");
    jar.keeps(address("www.example.co.uk"), "a=1; Domain=example.co.uk");
}

TEST_CASE("5.5 un suffixe public qui est l'hôte lui-même donne un cookie pour cet hôte seul") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.keeps(address("github.io"), "a=1; Domain=github.io");
    jar.sends(address("github.io"), "a=1");
    jar.sends(address("ada.github.io"), "");
    jar.keeps(address("localhost"), "b=1; Domain=localhost");
    jar.sends(address("a.localhost"), "");
    jar.sends(address("localhost"), "b=1");
}

TEST_CASE("5.5 une adresse IP n'a de cookies que pour elle seule") {
    TalkingJar jar{"RFC 6265bis §5.1.3"};
    jar.refuses(address("10.0.0.1"), "a=1; Domain=0.0.1", "domaine");
    jar.refuses(address("10.0.0.1"), "a=1; Domain=1", "domaine");
    jar.keeps(address("10.0.0.1"), "a=1; Domain=10.0.0.1");
    jar.sends(address("10.0.0.1"), "a=1");
    jar.lesson.expect("host_only", jar.jar.all().at(0).host_only, true);
    jar.keeps(address("::1"), "b=1");
    jar.sends(address("::1"), "b=1");
}

TEST_CASE("5.5 un cookie Secure ne vient pas par http") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.refuses(plain_address("a.test"), "a=1; Secure", "http");
    jar.refuses(plain_address("a.test"), "a=1; Secure; Max-Age=0", "http");
    jar.keeps(address("a.test"), "a=1; Secure");
}

TEST_CASE("5.5 SameSite=None demande Secure") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.refuses(address("a.test"), "a=1; SameSite=None", "Secure");
    jar.keeps(address("a.test"), "a=1; SameSite=None; Secure");
    jar.keeps(address("a.test"), "b=1; SameSite=Strict");
    jar.keeps(address("a.test"), "c=1; SameSite=None; SameSite=autre");
}

TEST_CASE("5.5 un nom en __Secure- promet Secure, quelle que soit sa casse") {
    TalkingJar jar{"RFC 6265bis §4.1.3.1"};
    for (std::string_view name : {"__Secure-a", "__SECURE-a", "__secure-", "__sEcUrE-a"}) {
        jar.refuses(address("a.test"), std::string{name} + "=1", "__Secure-");
        jar.keeps(address("a.test"), std::string{name} + "=1; Secure; Path=/x; Domain=a.test");
    }
    jar.keeps(address("a.test"), "__Securea=1");
    jar.keeps(address("a.test"), " __Secure=1");
}

TEST_CASE("5.5 un nom en __Host- promet Secure, Path=/ et pas de Domain") {
    TalkingJar jar{"RFC 6265bis §4.1.3.2"};
    for (std::string_view attributes : {"", "; Secure", "; Path=/", "; Secure; Path=/a", "; Secure; Path=/; Path=/a",
                                        "; Secure; Path=/; Domain=a.test", "; Path=/; Domain=a.test"}) {
        jar.refuses(address("a.test"), "__Host-a=1" + std::string{attributes}, "__Host-");
        jar.refuses(address("a.test"), "__hOST-a=1" + std::string{attributes}, "__Host-");
    }
    jar.keeps(address("a.test"), "__Host-a=1; Path=/; Secure");
    jar.keeps(address("a.test"), "__host-b=1; Secure; Path=/; Domain=; HttpOnly");
    jar.sends(address("a.test"), "__Host-a=1; __host-b=1");
}

TEST_CASE("5.5 une valeur sans nom ne peut pas se faire passer pour un nom en __Host- ou __Secure-") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    for (std::string_view text : {"__Host-a=1", "__Secure-a=1", "__host-a", "__SECURE-"}) {
        jar.refuses(address("a.test"), "=" + std::string{text} + "; Secure; Path=/", "pas de nom");
    }
    jar.refuses(address("a.test"), "__Host-a; Secure; Path=/", "pas de nom");
    jar.keeps(address("a.test"), "=x__Host-a=1");
}
