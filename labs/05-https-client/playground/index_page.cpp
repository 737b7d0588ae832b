#include "05-https-client/playground/index_page.hpp"

#include "03-static-server/page.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "common/escape.hpp"

namespace playground {
namespace {

constexpr std::string_view introduction =
    "<p>Une adresse pour chaque chose qu’un client HTTP doit savoir faire, et pour chaque tour qu’un serveur peut lui "
    "jouer. Tout est sur cette machine : rien de ce que vous envoyez n’en sort.</p>\n";

// A no-break space where French wants one: before : ; ! ? and inside « ».
std::string with_no_breaks(std::string text) {
    constexpr std::string_view no_break = "\xC2\xA0";
    for (const std::string_view pair : {" :", " ;", " !", " ?", " »", "« "}) {
        const std::size_t space = pair.find(' ');
        std::size_t at = text.find(pair);
        while (at != std::string::npos) {
            text.replace(at + space, 1, no_break);
            at = text.find(pair, at);
        }
    }
    return text;
}

std::string text(std::string_view plain) {
    return with_no_breaks(common::escape_html(plain));
}

std::string code(std::string_view plain) {
    return "<code>" + common::escape_html(plain) + "</code>";
}

// The address of the place, a link if a browser can go there as it stands.
std::string address(const Place& place) {
    const std::size_t slash = place.shown.find('/');
    const std::string_view path = place.shown.substr(slash);
    const bool is_fixed = path.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ?") == std::string_view::npos;
    if (!place.shown.starts_with("GET ") || !is_fixed) return code(place.shown);
    const std::string link = common::escape_html(path);
    return "<code>GET <a href=\"" + link + "\">" + link + "</a></code>";
}

std::string command(const Place& place, const std::string& url) {
    std::string line{place.command};
    line.replace(line.find("URL"), 3, url);
    return code(line);
}

std::string table(const Subject& subject, const std::string& url) {
    std::string html = "<h2>" + text(subject.title) + "</h2>\n<div class=\"table\">\n<table>\n"
                       "<colgroup><col style=\"width: 33%\"><col></colgroup>\n";
    for (const Place& place : subject.places) {
        html += "<tr><th scope=\"row\">" + address(place) + "</th>\n<td>" + text(place.what) + "<br>" +
                command(place, url) + "</td></tr>\n";
    }
    return html + "</table>\n</div>\n";
}

}  // namespace

files::Answer index_page(const files::Exchange& exchange) {
    const std::string url = base_url(exchange);
    std::string main = "<h1>Le terrain d’essai</h1>\n" + with_no_breaks(std::string{introduction});
    for (const Subject& subject : subjects()) main += table(subject, url);
    return html_answer(files::page("Le terrain d’essai – Atelier HTTP", "Lab 05 : le client HTTPS", main));
}

}  // namespace playground
