#include "06-security/vulnerable/scripts.hpp"

#include <algorithm>
#include <array>

#include "04-cgi/meta_variables.hpp"
#include "06-security/vulnerable/toy_shell.hpp"

namespace vulnerable {
namespace {

constexpr std::array<std::string_view, 5> searched_text{
    "Une requête est une question, une réponse est une réponse.",
    "La première ligne dit ce que veut le client.",
    "Un champ a un nom, un deux-points et une valeur.",
    "Une ligne vide finit l'en-tête.",
    "Le corps a la longueur que l'en-tête annonce.",
};

files::Answer text_answer(std::string text) {
    files::Answer answer;
    answer.fields.add("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(text);
    return answer;
}

files::Answer environment_answer(const files::Exchange& exchange, const CarelessScripts& careless,
                                 const std::string& secret) {
    const cgi::ServerFacts facts{.address = "127.0.0.1",
                                 .secure = exchange.stream.is_secure(),
                                 .document_root = {},
                                 .path = "/usr/bin:/bin"};
    const cgi::ScriptPath script{.file = "/usr/lib/cgi-bin/environnement",
                                 .script_name = "/cgi-bin/environnement",
                                 .path_info = {}};
    cgi::Environment environment = cgi::meta_variables({.request = exchange.request,
                                                        .target = exchange.target,
                                                        .script = script,
                                                        .peer = exchange.peer,
                                                        .content_length = exchange.body.length(),
                                                        .peer_port = exchange.peer_port},
                                                       facts);
    if (careless.makes_proxy_variable) {
        if (const auto proxy = exchange.request.fields.find("Proxy")) {
            environment.push_back("HTTP_PROXY=" + std::string{*proxy});
        }
    }
    if (careless.inherits_environment) environment.push_back("BASE_MOT_DE_PASSE=" + secret);
    std::string text;
    for (const std::string& variable : environment) text += variable + "\n";
    return text_answer(std::move(text));
}

// What « grep » would print.
std::string lines_with(std::string_view word) {
    std::string found;
    for (const std::string_view line : searched_text) {
        if (line.find(word) != std::string_view::npos) found.append(line).append("\n");
    }
    return found;
}

files::Answer search_answer(const files::Exchange& exchange, const CarelessScripts& careless) {
    const auto fields = http::parse_query(exchange.target.query);
    const auto q = std::find_if(fields.begin(), fields.end(), [](const auto& field) { return field.first == "q"; });
    const std::string word = q == fields.end() ? std::string{} : q->second;
    if (careless.passes_word_to_shell) return text_answer(play_shell("grep " + word, lines_with));
    const std::string found = lines_with(word);
    return text_answer(found.empty() ? "Aucune ligne ne contient ce mot.\n" : found);
}

}  // namespace

void add_scripts(files::Dispatcher& site, const CarelessScripts& careless, const std::string& secret) {
    const auto environment = [careless, secret](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        co_return environment_answer(exchange, careless, secret);
    };
    for (const char* method : {"GET", "POST"}) site.on(method, "/cgi-bin/environnement", environment);
    site.on("GET", "/cgi-bin/recherche", [careless](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        co_return search_answer(exchange, careless);
    });
}

}  // namespace vulnerable
