#include "05-https-client/url.hpp"
#include "common/escape.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

// The address that is found, or « refusée, octet N ».
std::string resolve(std::string_view base, std::string_view reference) {
    const support::ExactBuffer buffer{reference};
    const auto found = client::resolve_reference(client::url_from(base), buffer.view());
    if (found.is_incomplete()) return "incomplète";
    if (found.is_rejected()) return "refusée, octet " + std::to_string(found.rejection().offset);
    return client::to_string(found.value(), true);
}

void expect_address(std::string_view base, std::string_view reference, std::string_view address) {
    support::Lesson lesson{{"RFC 3986 §5.2", "05-https-client.md#les-redirections",
                            "./lab run https_client 'http://127.0.0.1:8081/redirect-to?url=" +
                                common::escape_bytes(reference) + "'"}};
    lesson.step("la page : " + std::string{base});
    lesson.step("la référence : « " + common::escape_bytes(reference) + " »");
    lesson.expect("l'adresse", resolve(base, reference), address);
}

struct Example {
    std::string_view reference;
    std::string_view address;
};

constexpr std::string_view rfc_base = "http://a/b/c/d;p?q";

}  // namespace

TEST_CASE("5.4 les exemples normaux de RFC 3986 §5.4.1") {
    for (const auto& [reference, address] : {
             Example{"g", "http://a/b/c/g"},
             Example{"./g", "http://a/b/c/g"},
             Example{"g/", "http://a/b/c/g/"},
             Example{"/g", "http://a/g"},
             Example{"//g", "http://g/"},
             Example{"?y", "http://a/b/c/d;p?y"},
             Example{"g?y", "http://a/b/c/g?y"},
             Example{"#s", "http://a/b/c/d;p?q#s"},
             Example{"g#s", "http://a/b/c/g#s"},
             Example{"g?y#s", "http://a/b/c/g?y#s"},
             Example{";x", "http://a/b/c/;x"},
             Example{"g;x", "http://a/b/c/g;x"},
             Example{"g;x?y#s", "http://a/b/c/g;x?y#s"},
             Example{"", "http://a/b/c/d;p?q"},
             Example{".", "http://a/b/c/"},
             Example{"./", "http://a/b/c/"},
             Example{"..", "http://a/b/"},
             Example{"../", "http://a/b/"},
             Example{"../g", "http://a/b/g"},
             Example{"../..", "http://a/"},
             Example{"../../", "http://a/"},
             Example{"../../g", "http://a/g"},
         }) {
        expect_address(rfc_base, reference, address);
    }
    expect_address(rfc_base, "g:h", "refusée, octet 0");  // the RFC's answer, « g:h », is nothing that HTTP can get
}

TEST_CASE("5.4 les exemples anormaux de RFC 3986 §5.4.2") {
    for (const auto& [reference, address] : {
             Example{"../../../g", "http://a/g"},
             Example{"../../../../g", "http://a/g"},
             Example{"/./g", "http://a/g"},
             Example{"/../g", "http://a/g"},
             Example{"g.", "http://a/b/c/g."},
             Example{".g", "http://a/b/c/.g"},
             Example{"g..", "http://a/b/c/g.."},
             Example{"..g", "http://a/b/c/..g"},
             Example{"./../g", "http://a/b/g"},
             Example{"./g/.", "http://a/b/c/g/"},
             Example{"g/./h", "http://a/b/c/g/h"},
             Example{"g/../h", "http://a/b/c/h"},
             Example{"g;x=1/./y", "http://a/b/c/g;x=1/y"},
             Example{"g;x=1/../y", "http://a/b/c/y"},
             Example{"g?y/./x", "http://a/b/c/g?y/./x"},
             Example{"g?y/../x", "http://a/b/c/g?y/../x"},
             Example{"g#s/./x", "http://a/b/c/g#s/./x"},
             Example{"g#s/../x", "http://a/b/c/g#s/../x"},
         }) {
        expect_address(rfc_base, reference, address);
    }
    expect_address(rfc_base, "http:g", "refusée, octet 5");  // a strict reader's « http:g » has no host
}

TEST_CASE("5.4 une référence peut être une adresse entière, ou commencer à l'hôte, au chemin, à la chaîne de requête") {
    expect_address("https://a:8443/b/c", "http://d/e", "http://d/e");
    expect_address("https://a:8443/b/c", "HTTPS://D/e", "https://d/e");
    expect_address("https://a:8443/b/c", "//d/e", "https://d/e");
    expect_address("https://a:8443/b/c", "/e", "https://a:8443/e");
    expect_address("https://a:8443/b/c", "e", "https://a:8443/b/e");
    expect_address("https://a:8443/b/c?x", "", "https://a:8443/b/c?x");
    expect_address("https://a:8443/b/c?x#y", "?", "https://a:8443/b/c?");
    expect_address("http://a", "b", "http://a/b");
    expect_address("http://[::1]:81/", "/b", "http://[::1]:81/b");
    expect_address("http://a/b/", "été?c d", "http://a/b/%C3%A9t%C3%A9?c%20d");
    expect_address("http://a/b/c", "./d:e", "http://a/b/d:e");
    expect_address("http://a/b/c", "d/e:f", "http://a/b/d/e:f");
    expect_address("http://a/b?c=/d/e", "f", "http://a/f");
    expect_address("http://a/b", "?c:d", "http://a/b?c:d");
}

TEST_CASE("5.4 l'identité d'une adresse ne va pas à une autre origine") {
    expect_address("http://ada:x@a/b", "/c", "http://ada:x@a/c");
    expect_address("http://ada:x@a/b", "c", "http://ada:x@a/c");
    expect_address("http://ada:x@a/b", "http://a:80/c", "http://ada:x@a/c");
    expect_address("http://ada:x@a/b", "//a/c", "http://ada:x@a/c");
    expect_address("http://ada:x@a/b", "http://bob:y@a/c", "http://bob:y@a/c");
    expect_address("http://ada:x@a/b", "//b/c", "http://b/c");
    expect_address("http://ada:x@a/b", "https://a/c", "https://a/c");
    expect_address("http://ada:x@a/b", "http://a:81/c", "http://a:81/c");
    expect_address("http://ada:x@a.fr/b", "http://www.a.fr/c", "http://www.a.fr/c");
}

TEST_CASE("5.4 une référence hostile est refusée là où elle l'est") {
    using std::string_view_literals::operator""sv;
    expect_address("http://a/b/c", "d\r\ne", "refusée, octet 1");
    expect_address("http://a/b/c", "/d\0e"sv, "refusée, octet 2");
    expect_address("http://a/b/c", "\\\\d\\e", "refusée, octet 0");
    expect_address("http://a/b/c", "/\\d", "refusée, octet 1");
    expect_address("http://a/b/c", "//d@e@f", "refusée, octet 5");
    expect_address("http://a/b/c", "//d:0", "refusée, octet 4");
    expect_address("http://a/b/c", "///d", "refusée, octet 2");
    expect_address("http://a/b/c", "http://", "refusée, octet 7");
    expect_address("http://a/b/c", "https:d", "refusée, octet 6");
    expect_address("http://a/b/c", "javascript:alert(1)", "refusée, octet 0");
    expect_address("http://a/b/c", "file:///etc/passwd", "refusée, octet 0");
    expect_address("http://a/b/c", " d", "refusée, octet 0");
    expect_address("http://a/b/c", std::string(65 * 1024, 'd'), "refusée, octet 65536");
}
