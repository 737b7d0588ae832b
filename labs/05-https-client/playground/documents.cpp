// Documents: JSON, HTML, links, and French in two charsets.
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "common/escape.hpp"

namespace playground {
namespace {

constexpr std::uint64_t most_links = 200;

std::string document(std::string_view title, std::string_view main) {
    const std::string safe_title = common::escape_html(title);
    return "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<title>" + safe_title +
           "</title>\n</head>\n<body>\n<h1>" + safe_title + "</h1>\n" + std::string{main} + "</body>\n</html>\n";
}

files::Answer json_document(const files::Exchange&) {
    return json_answer({{"recette",
                         {{"nom", "Crêpes"},
                          {"personnes", 4},
                          {"végétarienne", true},
                          {"note", 4.5},
                          {"variante", nullptr},
                          {"ingrédients",
                           {{{"nom", "farine"}, {"quantité", 250}, {"unité", "g"}},
                            {{"nom", "lait"}, {"quantité", 50}, {"unité", "cl"}},
                            {{"nom", "œufs"}, {"quantité", 4}, {"unité", nullptr}}}}}}});
}

files::Answer html_document(const files::Exchange&) {
    return html_answer(document("La forêt & le ruisseau",
                                "<p>Une page toute simple, avec un <a href=\"/links/3\">lien relatif</a>, un\n"
                                "<a href=\"https://www.rfc-editor.org/rfc/rfc9110\">lien absolu</a> et un "
                                "<a href=\"#fin\">lien interne</a>.</p>\n<p id=\"fin\">Fin.</p>\n"));
}

// /links/N: as many links; /links/N/I: the one with this number, which is not one, since it is this page.
files::Answer links(const files::Exchange& exchange) {
    const std::string_view rest = tail(exchange, "/links/");
    const std::size_t slash = rest.find('/');
    const std::uint64_t count = whole_number(rest.substr(0, slash), 1, most_links);
    const bool has_place = slash != std::string_view::npos;
    const std::uint64_t here = has_place ? whole_number(rest.substr(slash + 1), 0, count - 1) : count;
    std::string list = "<ul>\n";
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string number = std::to_string(i);
        const std::string name = "Page " + number;
        const std::string link = "<a href=\"/links/" + std::to_string(count) + "/" + number + "\">" + name + "</a>";
        list += "<li>" + (i == here ? name : link) + "</li>\n";
    }
    return html_answer(document("Des liens", list + "</ul>\n"));
}

files::Answer utf8_text(const files::Exchange&) {
    return text_answer("Voix ambiguë d'un cœur qui, au zéphyr, préfère les jattes de kiwis : 12 €.\n"
                       "Ελληνικά, русский, עברית, 日本語, 🙂\n");
}

// The characters from U+0080 to U+00FF are the bytes of the same number, and no others are there.
files::Answer latin1_text(const files::Exchange&) {
    return text_answer("D\xE8s No\xEBl, o\xF9 un z\xE9phyr ha\xEF me v\xEAt de gla\xE7ons w\xFCrmiens.\n",
                       "text/plain; charset=iso-8859-1");
}

}  // namespace

void add_documents(files::Dispatcher& site) {
    site.on("GET", "/json", view(json_document));
    site.on("GET", "/html", view(html_document));
    site.on("GET", "/links/", view(links));
    site.on("GET", "/encoding/utf8", view(utf8_text));
    site.on("GET", "/encoding/latin1", view(latin1_text));
}

}  // namespace playground
