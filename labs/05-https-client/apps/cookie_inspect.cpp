// cookie_inspect: what becomes of Set-Cookie fields, one JSON object a line on standard input.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "03-static-server/date_clock.hpp"
#include "05-https-client/cookie_jar.hpp"
#include "common/escape.hpp"
#include "common/program.hpp"

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_line_bytes = 16 * 1024 * 1024;

// A line that cannot be answered: one French sentence without its full stop.
class WrongLine : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Question {
    client::Url url;
    std::vector<std::string> set_cookie;
    client::Url request_url;
    http::Seconds now;
};

// JSON is UTF-8: a byte that is not takes the form of U+FFFD.
std::string as_utf8(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        text += length == 0 ? std::string_view{"\uFFFD"} : bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

const std::string& string_of(const Json& object, const char* name) {
    const auto member = object.find(name);
    if (member == object.end() || !member->is_string()) {
        throw WrongLine{"il faut un membre « " + std::string{name} + " » qui soit un texte"};
    }
    return member->get_ref<const std::string&>();
}

client::Url url_of(const Json& object, const char* name) {
    const std::string& text = string_of(object, name);
    const http::Parsed<client::Url> url = client::parse_url(text);
    if (url.is_complete()) return url.value();
    const std::string why{url.is_rejected() ? url.rejection().reason : "elle n'est pas complète"};
    throw WrongLine{"« " + common::escape_bytes(text, 200) + " » n'est pas une adresse pour ce client : " + why};
}

std::vector<std::string> fields_of(const Json& object) {
    std::vector<std::string> fields;
    const auto member = object.find("set_cookie");
    const bool is_list = member != object.end() && member->is_array();
    if (is_list) {
        for (const Json& field : *member) {
            if (field.is_string()) fields.push_back(field.get<std::string>());
        }
    }
    if (!is_list || fields.size() != member->size()) {
        throw WrongLine{"il faut un membre « set_cookie » qui soit un tableau de textes"};
    }
    return fields;
}

http::Seconds time_of(const Json& object) {
    const auto member = object.find("now");
    if (member == object.end()) return files::current_second();
    constexpr std::uint64_t end_of_9999 = 253'402'300'799;
    if (!member->is_number_unsigned() || member->get<std::uint64_t>() > end_of_9999) {
        throw WrongLine{"« now » doit être un nombre entier de secondes depuis 1970, avant l'an 10 000"};
    }
    return http::Seconds{std::chrono::seconds{member->get<std::int64_t>()}};
}

Question question_of(const std::string& line) {
    if (line.size() > most_line_bytes) throw WrongLine{"elle dépasse 16 Mio"};
    const Json object = Json::parse(as_utf8(line), nullptr, false);
    if (!object.is_object()) throw WrongLine{"ce n'est pas un objet JSON"};
    return {url_of(object, "url"), fields_of(object), url_of(object, "request_url"), time_of(object)};
}

Json same_site_of(const client::Cookie& cookie) {
    switch (cookie.same_site) {
    case client::SameSite::unset: return nullptr;
    case client::SameSite::none: return "None";
    case client::SameSite::lax: return "Lax";
    case client::SameSite::strict: return "Strict";
    }
    return nullptr;
}

Json shown(const client::Cookie& cookie) {
    Json object = {{"name", cookie.name},           {"value", cookie.value},
                   {"domain", cookie.domain},       {"path", cookie.path},
                   {"host_only", cookie.host_only}, {"secure", cookie.secure},
                   {"http_only", cookie.http_only}, {"same_site", same_site_of(cookie)},
                   {"expires", nullptr}};
    if (cookie.expires) object["expires"] = cookie.expires->time_since_epoch().count();
    return object;
}

Json answer_to(const Question& question) {
    client::CookieJar jar;
    Json refused = Json::array();
    for (const std::string& field : question.set_cookie) {
        const auto refusal = jar.store(question.url, field, question.now);
        if (refusal) refused.push_back({{"set_cookie", field}, {"reason", refusal->reason}});
    }
    Json stored = Json::array();
    for (const client::Cookie& cookie : jar) stored.push_back(shown(cookie));
    return {{"cookie", jar.header_for(question.request_url, question.now)},
            {"stored", std::move(stored)},
            {"refused", std::move(refused)}};
}

// The next line of standard input; what is beyond the limit of a line is read, and only counted as one byte too many.
bool next_line(std::string& line) {
    line.clear();
    std::streambuf& input = *std::cin.rdbuf();
    int byte = input.sbumpc();
    if (byte == std::char_traits<char>::eof()) return false;
    for (; byte != std::char_traits<char>::eof() && byte != '\n'; byte = input.sbumpc()) {
        if (line.size() <= most_line_bytes) line += static_cast<char>(byte);
    }
    return true;
}

int inspect_lines() {
    if (::isatty(STDIN_FILENO) != 0) std::cerr << "Tapez un objet JSON par ligne, puis Ctrl-D.\n";
    std::ios::sync_with_stdio(false);
    bool all_right = true;
    std::size_t number = 0;
    for (std::string line; next_line(line);) {
        ++number;
        try {
            const Json answer = answer_to(question_of(line));
            std::cout << answer.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n' << std::flush;
        } catch (const WrongLine& wrong) {
            all_right = false;
            std::cerr << "cookie_inspect : ligne " << number << " : " << wrong.what() << ".\n";
        }
    }
    return all_right ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    return common::run_program(
        argc, argv,
        {"cookie_inspect",
         "Montre ce que deviennent des champs Set-Cookie (RFC 6265bis). Chaque ligne de l'entrée standard est un\n"
         "objet JSON : url (d'où viennent les champs), set_cookie (un tableau de textes), request_url (où va la\n"
         "requête suivante) et, si l'on veut, now (l'heure, en secondes depuis 1970). Chacune commence sans cookies.\n"
         "La réponse est un objet JSON sur une ligne : cookie (le champ Cookie de cette requête, vide s'il n'y en a\n"
         "pas), stored (les cookies gardés : name, value, domain, path, host_only, secure, http_only, same_site,\n"
         "qui vaut null, \"None\", \"Lax\" ou \"Strict\", et expires, en secondes depuis 1970, null pour la session)\n"
         "et refused (les champs refusés : set_cookie et reason). Un octet qui n'est pas de l'UTF-8 est lu comme\n"
         "U+FFFD.\n"
         "Statut : 0, ou 1 si une ligne n'est pas un tel objet (les autres sont traitées), 2 si l'appel est faux.",
         R"(  echo '{"url":"https://example.com/","set_cookie":["a=1; Secure"],"request_url":"http://example.com/"}' |
      cookie_inspect
  echo '{"url":"https://a.test/","set_cookie":["a=1; Domain=b.test"],"request_url":"https://a.test/"}' |
      cookie_inspect | python3 -m json.tool
  cookie_inspect < questions.jsonl > réponses.jsonl)"},
        [](CLI::App&) {}, inspect_lines);
}
