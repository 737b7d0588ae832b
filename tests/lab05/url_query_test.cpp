#include "05-https-client/url.hpp"
#include "support/lesson.hpp"

namespace {

void expect_encoded(const client::Pairs& pairs, std::string_view encoded, std::string_view rule) {
    support::Lesson lesson{{"WHATWG URL §5.2", "05-https-client.md#un-formulaire-sur-le-fil",
                            "./lab run https_client --data 'mot=été' http://127.0.0.1:8081/post"}};
    lesson.step("la règle : " + std::string{rule});
    lesson.expect("les paires encodées", client::encode_pairs(pairs), encoded);
}

}  // namespace

TEST_CASE("5.6 des paires deviennent le corps d'un formulaire") {
    expect_encoded({{"page", "2"}, {"mot", "été"}}, "page=2&mot=%C3%A9t%C3%A9", "noms et valeurs, dans l'ordre");
    expect_encoded({}, "", "rien ne donne rien");
    expect_encoded({{"a", ""}, {"", "b"}, {"", ""}}, "a=&=b&=", "le signe égal y est toujours");
    expect_encoded({{"a", "1"}, {"a", "2"}}, "a=1&a=2", "un nom peut revenir");
    expect_encoded({{"a b", "c d"}}, "a+b=c+d", "une espace est « + »");
    expect_encoded({{"a", "1+1=2&b=3"}}, "a=1%2B1%3D2%26b%3D3", "ce qui sépare est encodé dans une valeur");
    expect_encoded({{"a", "*-._AZaz09"}}, "a=*-._AZaz09", "ce qui reste tel quel");
    expect_encoded({{"a", "~!'()%/?#"}}, "a=%7E%21%27%28%29%25%2F%3F%23", "ce qui ne reste pas, même « ~ »");
    expect_encoded({{"a", std::string{"\r\n\0\xFF", 4}}}, "a=%0D%0A%00%FF", "tout octet, quel qu'il soit");
}

TEST_CASE("5.6 des paramètres s'ajoutent à la chaîne de requête de l'adresse") {
    support::Lesson lesson{{"WHATWG URL §5.2", "05-https-client.md#un-formulaire-sur-le-fil", {}}};
    const client::Pairs params{{"page", "2"}, {"mot", "a b"}};
    const auto added = [&](std::string_view text) { return to_string(with_params(client::url_from(text), params)); };
    lesson.expect("à une adresse sans chaîne de requête", added("http://a/b#c"), "http://a/b?page=2&mot=a+b#c");
    lesson.expect("derrière la chaîne de requête", added("http://a/b?d=1"), "http://a/b?d=1&page=2&mot=a+b");
    lesson.expect("derrière une chaîne de requête vide", added("http://a/b?"), "http://a/b?page=2&mot=a+b");
}
