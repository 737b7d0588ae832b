#include "05-https-client/html_tree.hpp"

#include "05-https-client/errors.hpp"
#include "support/catch.hpp"

namespace {

// « html(head()body(p(un)))  »: the tree in one line.
std::string shape(std::string_view html) {
    std::string shape;
    client::HtmlTree{html}.walk(
        [&](const GumboNode& node) {
            const bool is_element = node.type == GUMBO_NODE_ELEMENT;
            shape += is_element ? std::string{gumbo_normalized_tagname(node.v.element.tag)} + "("
                                : std::string{client::text_of(node)};
            return !client::is_element(node, GUMBO_TAG_SCRIPT);
        },
        [&](const GumboNode& node) {
            if (node.type == GUMBO_NODE_ELEMENT) shape += ')';
        });
    return shape;
}

}  // namespace

TEST_CASE("client : une page est un arbre, quoi qu'il y manque") {
    CHECK(shape("") == "html(head()body())");
    CHECK(shape("<p>un<p>deux") == "html(head()body(p(un)p(deux)))");
    CHECK(shape("<b>un<script>x</script>deux") == "html(head()body(b(unscript(deux)))");
}

TEST_CASE("client : une page qui demande trop de temps est abandonnée, et tout est rendu") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<div>";
    CHECK_THROWS_AS((client::HtmlTree{deep, std::chrono::milliseconds{20}}), client::LimitExceeded);
    CHECK_NOTHROW(client::HtmlTree{deep.substr(0, 500)});
}

TEST_CASE("client : une page de modèles ouverts sans nombre est refusée avant d'être lue") {
    std::string page;
    for (int i = 0; i < 20'000; ++i) page += "<div><TEMPLATE>";
    CHECK_THROWS_AS(client::HtmlTree{page}, client::LimitExceeded);
    CHECK_NOTHROW(client::HtmlTree{page.substr(0, 15 * 500)});
}

TEST_CASE("client : les blancs d'un texte et d'une adresse de page") {
    CHECK(client::single_spaced(" \n a\t b \f\r\n") == "a b");
    CHECK(client::single_spaced(" ").empty());
    CHECK(client::single_spaced("a\u00A0b") == "a\u00A0b");
    CHECK(client::address_in_attribute(" \n/a b\r\n/c\t ") == "/a b/c");
}
