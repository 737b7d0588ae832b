#include "cookie_lesson.hpp"

using played::address;
using played::plain_address;
using played::TalkingJar;

TEST_CASE("5.5 un cookie revient à l'hôte qui l'a posé, et à lui seul s'il n'a pas de Domain") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    jar.keeps(address("www.example.com"), "id=42; Path=/; HttpOnly");
    jar.sends(address("www.example.com"), "id=42");
    jar.sends(plain_address("www.example.com", "/a/b"), "id=42");
    jar.sends(address("example.com"), "");
    jar.sends(address("a.www.example.com"), "");
    jar.sends(address("www.example.com.evil.test"), "");
    jar.lesson.expect("HttpOnly", jar.jar.all().at(0).http_only, true);
}

TEST_CASE("5.5 avec Domain, il va aussi aux hôtes au-dessous") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    jar.keeps(address("www.example.com"), "id=42; Domain=example.com");
    jar.sends(address("example.com"), "id=42");
    jar.sends(address("www.example.com"), "id=42");
    jar.sends(address("a.b.example.com"), "id=42");
    jar.sends(address("badexample.com"), "");
    jar.lesson.expect("le domaine", jar.jar.all().at(0).domain, "example.com");
    jar.lesson.expect("host_only", jar.jar.all().at(0).host_only, false);
}

TEST_CASE("5.5 le port n'isole pas les cookies") {
    TalkingJar jar{"RFC 6265bis §8.5"};
    client::Url elsewhere = address("a.test");
    elsewhere.port = 8443;
    jar.keeps(elsewhere, "id=42");
    jar.sends(address("a.test"), "id=42");
}

TEST_CASE("5.5 un cookie va à son chemin et au-dessous") {
    TalkingJar jar{"RFC 6265bis §5.1.4"};
    jar.keeps(address("a.test", "/x/y"), "p=1; Path=/cours");
    jar.keeps(address("a.test", "/cours/lab/page"), "q=2");
    jar.keeps(address("a.test", "/cours/lab/page"), "r=3; Path=cours");
    jar.sends(address("a.test", "/cours"), "p=1");
    jar.sends(address("a.test", "/cours/lab"), "q=2; r=3; p=1");
    jar.sends(address("a.test", "/cours/lab/autre"), "q=2; r=3; p=1");
    jar.sends(address("a.test", "/coursier"), "");
    jar.sends(address("a.test", "/"), "");
}

TEST_CASE("5.5 un cookie qui ne tient plus dans le champ reste là, les suivants partent") {
    TalkingJar jar{"cookie_jar.hpp : header_bytes", {.header_bytes = 12}};
    jar.keeps(address("a.test"), "a=1");
    jar.keeps(address("a.test"), "long=123456789");
    jar.keeps(address("a.test"), "b=22222");
    jar.sends(address("a.test"), "a=1; b=22222");
    jar.lesson.expect("les cookies gardés", jar.jar.size(), 3u);
}

TEST_CASE("5.5 un cookie Secure ne part que par https") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    jar.keeps(address("a.test"), "a=1; Secure");
    jar.keeps(address("a.test"), "b=2");
    jar.sends(address("a.test"), "a=1; b=2");
    jar.sends(plain_address("a.test"), "b=2");
}

TEST_CASE("5.5 vers la machine elle-même, http suffit, comme pour curl et les navigateurs") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    for (std::string_view host : {"localhost", "127.0.0.1", "::1"}) {
        jar.keeps(plain_address(host), "__Host-a=1; Secure; Path=/");
        jar.sends(plain_address(host), "__Host-a=1");
    }
    jar.refuses(plain_address("localhost.test"), "a=1; Secure", "http");
    jar.refuses(plain_address("127.0.0.2"), "a=1; Secure", "http");
}

TEST_CASE("5.5 d'abord les chemins les plus longs, puis les plus anciens") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    using std::chrono::seconds;
    jar.keeps(address("w.a.test", "/b/c/d"), "k=1; Path=/", seconds{5});
    jar.keeps(address("w.a.test", "/b/c/d"), "k=2; Path=/b", seconds{3});
    jar.keeps(address("w.a.test", "/b/c/d"), "k=3; Path=/b; Domain=a.test", seconds{2});
    jar.keeps(address("w.a.test", "/b/c/d"), "k=4", seconds{4});
    jar.keeps(address("w.a.test", "/b/c/d"), "z=5; Path=/", seconds{5});
    jar.keeps(address("w.a.test", "/b/c/d"), "y=6; Path=/", seconds{5});
    jar.sends(address("w.a.test", "/b/c/"), "k=4; k=3; k=2; k=1; z=5; y=6", seconds{9});
}

TEST_CASE("5.5 un cookie prend la place de celui du même nom, domaine et chemin, et garde son âge") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    using std::chrono::seconds;
    jar.keeps(address("a.test"), "a=1");
    jar.keeps(address("a.test"), "b=2", seconds{1});
    jar.keeps(address("a.test"), "a=3", seconds{2});
    jar.sends(address("a.test"), "a=3; b=2", seconds{2});
    jar.keeps(address("a.test"), "A=4", seconds{3});
    jar.keeps(address("a.test"), "a=5; Path=/x", seconds{3});
    jar.keeps(address("a.test"), "a=6; Domain=a.test", seconds{3});
    jar.lesson.expect("les cookies gardés", jar.jar.size(), 5u);
    jar.sends(address("a.test", "/x"), "a=5; a=3; b=2; A=4; a=6", seconds{3});
}

TEST_CASE("5.5 un cookie sans nom s'écrit sans signe égal, et prend la place du précédent sans nom") {
    TalkingJar jar{"RFC 6265bis §5.8.3"};
    jar.keeps(address("a.test"), "seul");
    jar.sends(address("a.test"), "seul");
    jar.keeps(address("a.test"), "=autre");
    jar.keeps(address("a.test"), "vide=");
    jar.sends(address("a.test"), "autre; vide=");
}

TEST_CASE("5.5 un cookie dont le temps est passé s'efface, et n'est plus envoyé") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    using std::chrono::seconds;
    jar.keeps(address("a.test"), "court=1; Max-Age=10");
    jar.keeps(address("a.test"), "session=2");
    jar.sends(address("a.test"), "court=1; session=2", seconds{9});
    jar.sends(address("a.test"), "session=2", seconds{10});
    jar.keeps(address("a.test"), "session=; Max-Age=0");
    jar.keeps(address("a.test"), "court=; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    jar.keeps(address("a.test"), "inconnu=; Max-Age=-1");
    jar.lesson.expect("les cookies gardés", jar.jar.size(), 0u);
}

TEST_CASE("5.5 effacer demande le même nom, le même domaine et le même chemin") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.keeps(address("w.a.test", "/x/y"), "a=1; Domain=a.test");
    jar.keeps(address("w.a.test", "/x/y"), "a=; Max-Age=0");
    jar.keeps(address("w.a.test", "/x/y"), "a=; Max-Age=0; Domain=a.test; Path=/");
    jar.keeps(address("w.a.test", "/x/y"), "a=; Max-Age=0; Domain=w.a.test");
    jar.keeps(address("b.test", "/x/y"), "a=; Max-Age=0");
    jar.sends(address("a.test", "/x"), "a=1");
    jar.keeps(address("v.a.test", "/x/"), "a=; Max-Age=0; Domain=.a.test");
    jar.sends(address("a.test", "/x"), "");
}

TEST_CASE("5.5 un cookie venu par http ne cache pas un cookie Secure du même nom") {
    TalkingJar jar{"RFC 6265bis §5.7"};
    jar.keeps(address("w.a.test"), "id=bon; Secure; Domain=a.test; Path=/cours");
    jar.refuses(plain_address("w.a.test"), "id=faux; Path=/cours", "Secure");
    jar.refuses(plain_address("w.a.test"), "id=faux; Path=/cours/lab", "Secure");
    jar.refuses(plain_address("a.test"), "id=faux; Domain=a.test; Path=/cours; Max-Age=0", "Secure");
    jar.refuses(plain_address("v.a.test"), "id=faux; Path=/cours", "Secure");
    jar.keeps(plain_address("w.a.test"), "id=autre; Path=/");
    jar.keeps(plain_address("w.a.test"), "ID=autre; Path=/cours");
    jar.keeps(plain_address("b.test"), "id=autre; Path=/cours");
    jar.sends(address("w.a.test", "/cours/lab"), "id=bon; ID=autre; id=autre");
    jar.keeps(address("w.a.test"), "id=mieux; Domain=a.test; Path=/cours");
    jar.sends(plain_address("a.test", "/cours"), "id=mieux");
}

TEST_CASE("5.5 au-delà de la limite d'un domaine, le moins récemment employé s'en va, les Secure en dernier") {
    using std::chrono::seconds;
    TalkingJar jar{"RFC 6265bis §5.7", {.per_domain = 3, .in_all = 100}};
    jar.keeps(address("a.test"), "s=0; Secure");
    jar.keeps(address("a.test"), "a=1; Path=/a", seconds{1});
    jar.keeps(address("a.test"), "b=2; Path=/b", seconds{2});
    jar.sends(address("a.test", "/a"), "a=1; s=0", seconds{3});
    jar.keeps(address("b.test"), "ailleurs=1", seconds{3});
    jar.keeps(address("a.test"), "c=3; Path=/c", seconds{4});
    jar.lesson.expect_that("« b », employé avant « a », est parti", !jar.jar.find("b"));
    jar.keeps(address("a.test"), "bref=1; Max-Age=1", seconds{5});
    jar.lesson.expect_that("« a » est parti", !jar.jar.find("a"));
    jar.keeps(address("a.test"), "d=4", seconds{6});
    jar.sends(address("a.test", "/c"), "c=3; s=0; d=4", seconds{6});
    jar.sends(address("b.test"), "ailleurs=1", seconds{6});
}

TEST_CASE("5.5 au-delà de la limite de tous, le moins récemment employé de tous s'en va") {
    using std::chrono::seconds;
    TalkingJar jar{"RFC 6265bis §5.7", {.per_domain = 2, .in_all = 3}};
    jar.keeps(address("a.test"), "a=1");
    jar.keeps(address("b.test"), "b=2", seconds{1});
    jar.keeps(address("c.test"), "c=3", seconds{2});
    jar.sends(address("a.test"), "a=1", seconds{3});
    jar.keeps(address("d.test"), "d=4", seconds{4});
    jar.sends(address("b.test"), "", seconds{5});
    jar.sends(address("a.test"), "a=1", seconds{5});
    jar.sends(address("d.test"), "d=4", seconds{5});
}
