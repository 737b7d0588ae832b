// What was forgotten before the server went into service.
#include "06-security/vulnerable/flaws.hpp"
#include "common/escape.hpp"

namespace vulnerable {
namespace {

files::Answer text_answer(std::string_view type, std::string text) {
    files::Answer answer;
    answer.fields.add("Content-Type", type);
    answer.body = std::move(text);
    return answer;
}

// It helped so much while the service was written.
std::optional<files::Answer> show_debug_page(const files::Exchange& exchange, const Premises& premises) {
    if (exchange.target.path != "/debug" || exchange.request.method != "GET") return std::nullopt;
    return text_answer("text/html; charset=utf-8",
                       "<!DOCTYPE html><html lang=\"fr\"><title>Debug</title><h1>Debug</h1>"
                       "<pre>DEBUG=1\nDOCUMENT_ROOT=" +
                           common::escape_html(premises.root) +
                           "\nSCRIPT_FILENAME=/srv/depot/service.cpp\nSTORE=index.sqlite\nversion 0.6.1</pre>");
}

// Whoever has provoked an error is shown how the server is made.
void tell_details(const http::Request&, files::Answer& answer) {
    const bool is_page = answer.fields.find("Content-Type").value_or("").starts_with("text/html");
    if (answer.status < 400 || !is_page) return;
    const std::string_view details = "\nTraceback (most recent call last):\n"
                                     "  File \"/srv/depot/service.cpp\", line 214, in handle(Exchange&)\n"
                                     "  File \"/srv/depot/store/index.cpp\", line 87, in Index::find\n"
                                     "sqlite3.OperationalError: near \"FROM\": SELECT * FROM files WHERE id = ?\n";
    if (auto* const text = std::get_if<std::string>(&answer.body)) *text += details;
}

// TRACE sends the request back, cookies and all (RFC 9110 §9.3.8): a script may then read what HttpOnly hides.
std::optional<files::Answer> echo_request(const files::Exchange& exchange, const Premises&) {
    const http::Request& request = exchange.request;
    if (request.method != "TRACE") return std::nullopt;
    return text_answer("message/http", request.method + " " + request.target + " HTTP/1.1\r\n" +
                                           std::string{request.fields.lines()} + "\r\n");
}

}  // namespace

std::vector<Flaw> deployment_flaws() {
    return {
        {"default-account", "", "Le compte admin, mot de passe admin, est resté",
         "curl -s http://127.0.0.1:$PORT/token -d grant_type=password -d username=admin -d password=admin",
         [](Weakened& weakened) { weakened.has_default_account = true; }},
        {"debug-page", "", "La page de mise au point est restée", "curl -s http://127.0.0.1:$PORT/debug",
         [](Weakened& weakened) { weakened.fronts.push_back(show_debug_page); }},
        {"error-details", "", "Une erreur montre comment le serveur est fait",
         "curl -s http://127.0.0.1:$PORT/absent | tail -5",
         [](Weakened& weakened) { weakened.answer_changes.push_back(tell_details); }},
        {"trace-method", "", "TRACE renvoie la requête, cookies compris",
         "curl -s -X TRACE -H 'Cookie: secret=1' http://127.0.0.1:$PORT/",
         [](Weakened& weakened) { weakened.fronts.push_back(echo_request); }},
    };
}

}  // namespace vulnerable
