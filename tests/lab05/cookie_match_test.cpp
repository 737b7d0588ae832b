#include "cookie_lesson.hpp"

namespace {

void expect_domain(std::string_view host, std::string_view domain, bool matches) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.1.3");
    lesson.step("hôte « " + std::string{host} + " », domaine « " + std::string{domain} + " »");
    lesson.expect("domain_matches", client::domain_matches(host, domain), matches);
}

void expect_path(std::string_view request, std::string_view cookie, bool matches) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.1.4");
    lesson.step("requête « " + std::string{request} + " », cookie « " + std::string{cookie} + " »");
    lesson.expect("path_matches", client::path_matches(request, cookie), matches);
}

void expect_default(std::string_view request, std::string_view path) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.1.4");
    lesson.step("requête « " + std::string{request} + " »");
    lesson.expect("default_cookie_path", client::default_cookie_path(request), path);
}

}  // namespace

TEST_CASE("5.5 un hôte appartient à un domaine s'il est le même, ou au-dessous") {
    expect_domain("example.com", "example.com", true);
    expect_domain("www.example.com", "example.com", true);
    expect_domain("a.b.example.com", "example.com", true);
    expect_domain("example.com", "www.example.com", false);
    expect_domain("badexample.com", "example.com", false);
    expect_domain("example.com.evil.test", "example.com", false);
    expect_domain("example.com", "com.", false);
    expect_domain("example.com", "", false);
}

TEST_CASE("5.5 une adresse IP n'appartient qu'à elle-même") {
    expect_domain("10.0.0.1", "10.0.0.1", true);
    expect_domain("10.0.0.1", "0.0.1", false);
    expect_domain("10.0.0.1", "1", false);
    expect_domain("::1", "::1", true);
    expect_domain("1.example.com", "example.com", true);
}

TEST_CASE("5.5 un chemin est au-dessous d'un autre s'il en commence par les segments entiers") {
    expect_path("/", "/", true);
    expect_path("/a", "/", true);
    expect_path("/a", "/a", true);
    expect_path("/a/", "/a", true);
    expect_path("/a/b", "/a", true);
    expect_path("/a/b", "/a/", true);
    expect_path("/ab", "/a", false);
    expect_path("/a", "/a/", false);
    expect_path("/a", "/a/b", false);
    expect_path("/A", "/a", false);
    expect_path("/%61", "/a", false);
    expect_path("/a//b", "/a/", true);
    expect_path("/a", "", false);
}

TEST_CASE("5.5 un cookie sans Path va à ce qui est à côté de la page, et au-dessous") {
    expect_default("/", "/");
    expect_default("/page", "/");
    expect_default("/cours/", "/cours");
    expect_default("/cours/page", "/cours");
    expect_default("/cours/lab/page.html", "/cours/lab");
    expect_default("//", "/");
    expect_default("//a", "/");
    expect_default("", "/");
    expect_default("page", "/");
}
