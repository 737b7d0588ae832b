#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "05-https-client/cookie_file.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/public_suffix.hpp"
#include "cookie_lesson.hpp"
#include "lab03/temporary_directory.hpp"

namespace {

using played::cookie_time;
using played::TemporaryDirectory;

client::Cookie cookie(std::string name, std::string value, std::string domain = "a.test") {
    client::Cookie made;
    made.name = std::move(name);
    made.value = std::move(value);
    made.domain = std::move(domain);
    made.created = cookie_time;
    made.last_used = cookie_time;
    return made;
}

std::string content(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 07777U;
}

// The lines that are not comments.
std::string lines_of(const std::string& path) {
    const std::string text = content(path);
    return text.substr(text.find("\n\n") + 2);
}

client::CookieJar loaded(const std::string& path) {
    client::CookieJar jar;
    client::load_cookies(jar, path, cookie_time);
    return jar;
}

}  // namespace

TEST_CASE("cookies.txt : chaque cookie est une ligne de sept champs") {
    const TemporaryDirectory directory;
    client::CookieJar jar;
    jar.add(cookie("a", "1"));
    client::Cookie full = cookie("b", "2", "example.com");
    full.host_only = false;
    full.path = "/cours";
    full.secure = true;
    full.http_only = true;
    full.expires = cookie_time + std::chrono::seconds{60};
    jar.add(full);
    client::save_cookies(jar, directory.path("c.txt"), cookie_time);
    CHECK(content(directory.path("c.txt")).starts_with("# Netscape HTTP Cookie File\n"));
    CHECK(lines_of(directory.path("c.txt")) == "a.test\tFALSE\t/\tFALSE\t0\ta\t1\n"
                                               "#HttpOnly_.example.com\tTRUE\t/cours\tTRUE\t1750000060\tb\t2\n");
}

TEST_CASE("cookies.txt : ce qui est écrit est relu, tabulations et octets quelconques dans la valeur compris") {
    const TemporaryDirectory directory;
    client::CookieJar jar;
    for (auto [name, value] : {std::pair{"a", ""}, {"", "sans nom"}, {"b", "x\ty"}, {"c", " é\xFF\" "}, {"d", "a=b"}}) {
        jar.add(cookie(name, value));
    }
    client::save_cookies(jar, directory.path("c.txt"), cookie_time);
    const client::CookieJar again = loaded(directory.path("c.txt"));
    REQUIRE(again.size() == jar.size());
    for (std::size_t i = 0; i < jar.size(); ++i) {
        CHECK(again.all()[i].name == jar.all()[i].name);
        CHECK(again.all()[i].value == jar.all()[i].value);
        CHECK(again.all()[i].domain == "a.test");
        CHECK_FALSE(again.all()[i].expires);
    }
}

TEST_CASE("cookies.txt : un cookie de session n'est gardé que sur demande, un cookie expiré jamais") {
    const TemporaryDirectory directory;
    client::CookieJar jar;
    jar.add(cookie("session", "1"));
    client::Cookie lasting = cookie("durable", "2");
    lasting.expires = cookie_time + std::chrono::seconds{1};
    jar.add(lasting);
    client::save_cookies(jar, directory.path("c.txt"), cookie_time, false);
    CHECK(lines_of(directory.path("c.txt")) == "a.test\tFALSE\t/\tFALSE\t1750000001\tdurable\t2\n");
    client::save_cookies(jar, directory.path("c.txt"), cookie_time + std::chrono::seconds{1});
    CHECK(lines_of(directory.path("c.txt")) == "a.test\tFALSE\t/\tFALSE\t0\tsession\t1\n");
}

TEST_CASE("cookies.txt : une ligne qui n'est pas comprise est passée") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("c.txt", "# commentaire\n\nbonjour\n"
                                                      ".A.Test\tTRUE\t/\tFALSE\t0\tbon\t1\r\n"
                                                      "a.test\tFALSE\t/\tFALSE\t0\tsans-valeur\n"
                                                      "a.test\tFALSE\t/\tFALSE\tdemain\tx\t1\n"
                                                      "a.test\tFALSE\t/\tFALSE\t-1\tx\t1\n"
                                                      "a.test\tFALSE\t/\tFALSE\t99999999999999999999\tx\t1\n"
                                                      "a.test\tFALSE\tcours\tFALSE\t0\tx\t1\n"
                                                      "\tFALSE\t/\tFALSE\t0\tx\t1\n"
                                                      "a.test\tFALSE\t/\tFALSE\t0\tx\ta;b\n"
                                                      "a.test\tFALSE\t/\tFALSE\t0\tx\ta\x01b\n"
                                                      "a.test\tFALSE\t/\tFALSE\t0\t\t\n"
                                                      "a.test\tFALSE\t/\tFALSE\t1750000000\texpire\t1\n"
                                                      "#HttpOnly_a.test\tFALSE\t/\tTRUE\t1750000001\tfin\t1");
    const client::CookieJar jar = loaded(path);
    REQUIRE(jar.size() == 3);
    CHECK(jar.all()[0].domain == "a.test");
    CHECK_FALSE(jar.all()[0].host_only);
    CHECK(jar.all()[0].value == "1");
    CHECK(jar.all()[1].name == "sans-valeur");
    CHECK(jar.all()[2].http_only);
    CHECK(jar.all()[2].secure);
}

TEST_CASE("cookies.txt : le fichier n'est lisible que par son propriétaire, même s'il l'était par tous") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("c.txt", "ancien");
    REQUIRE(::chmod(path.c_str(), 0644) == 0);
    client::save_cookies(client::CookieJar{}, path, cookie_time);
    CHECK(mode_of(path) == 0600U);
    client::save_cookies(client::CookieJar{}, directory.path("neuf.txt"), cookie_time);
    CHECK(mode_of(directory.path("neuf.txt")) == 0600U);
}

TEST_CASE("cookies.txt : le fichier est remplacé d'un coup, et rien ne reste à côté") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("c.txt", "ancien");
    const std::string link = directory.link("lien.txt", "c.txt");
    std::ifstream reader{path};
    client::CookieJar jar;
    jar.add(cookie("a", "1"));
    client::save_cookies(jar, link, cookie_time);
    CHECK(std::string{std::istreambuf_iterator<char>{reader}, {}} == "ancien");
    CHECK(loaded(path).size() == 1);
    CHECK(std::filesystem::is_symlink(link));
    const std::filesystem::directory_iterator files{directory.path()};
    CHECK(std::distance(begin(files), end(files)) == 2);
}

TEST_CASE("cookies.txt : un fichier qu'on ne peut lire ou écrire est une erreur, et l'ancien reste") {
    const TemporaryDirectory directory;
    CHECK_THROWS_AS(loaded(directory.path("absent.txt")), std::system_error);
    CHECK_THROWS_AS(loaded(directory.path()), std::system_error);
    CHECK_THROWS_AS(loaded(directory.write("grand.txt", std::string(16 * 1024 * 1024 + 1, '#'))), std::system_error);
    const client::CookieJar jar;
    CHECK_THROWS_AS(client::save_cookies(jar, directory.path("absent/c.txt"), cookie_time), std::system_error);
    CHECK_THROWS_AS(client::save_cookies(jar, directory.path(), cookie_time), std::system_error);
    client::save_cookies(jar, "/dev/null", cookie_time);
    CHECK(std::filesystem::is_character_file("/dev/null"));
}

TEST_CASE("cookies : un cookie ajouté prend la place du même, se retrouve, se retire") {
    client::CookieJar jar;
    jar.add(cookie("a", "1"));
    client::Cookie younger = cookie("a", "2");
    younger.created = cookie_time + std::chrono::seconds{5};
    jar.add(younger);
    jar.add(cookie("a", "3", "b.test"));
    REQUIRE(jar.size() == 2);
    CHECK(jar.find("a") == "2");
    CHECK(jar.all()[0].created == cookie_time);
    CHECK_FALSE(jar.find("A"));
    jar.remove("a");
    CHECK(jar.empty());
}

TEST_CASE("cookies : la fin de la session n'emporte que ceux qui n'ont pas de date, le temps que ceux qui en ont une") {
    client::CookieJar jar;
    jar.add(cookie("session", "1"));
    client::Cookie lasting = cookie("durable", "2");
    lasting.expires = cookie_time + std::chrono::seconds{1};
    jar.add(lasting);
    jar.remove_expired(cookie_time);
    CHECK(jar.size() == 2);
    jar.end_session();
    CHECK(jar.size() == 1);
    jar.remove_expired(cookie_time + std::chrono::seconds{1});
    CHECK(jar.empty());
}

TEST_CASE("cookies : ce qu'un champ ne peut porter n'est pas ajouté") {
    client::CookieJar jar;
    CHECK_THROWS_AS(jar.add(cookie("a", "1\r\nX: y")), client::InvalidRequest);
    CHECK_THROWS_AS(jar.add(cookie("a;b", "1")), client::InvalidRequest);
    CHECK(jar.empty());
}

TEST_CASE("cookies : « com », « co.uk » et « github.io » sont des suffixes publics") {
    for (const char* suffix : {"com", "co.uk", "github.io", "fr", "localhost", "xn--p1ai"}) {
        CHECK(client::is_public_suffix(suffix));
    }
    for (const char* name : {"example.com", "example.co.uk", "ada.github.io", "a.localhost", "10.0.0.1"}) {
        CHECK_FALSE(client::is_public_suffix(name));
    }
}
