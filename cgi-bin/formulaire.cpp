// The notes' form in C++: a name in, a greeting out. What reads the form is step 4.6 of lab 04.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "04-cgi/form.hpp"
#include "common/escape.hpp"

namespace {

constexpr cgi::FormLimits limits{.total_bytes = 10'000};  // a name is short
constexpr std::string_view replacement = "\uFFFD";        // what read_form() puts where a byte is no text

constexpr std::string_view begin = R"(<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Mon programme</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en C++</p>
  <div class="content">
    <h1>)";
constexpr std::string_view form_begin = R"(</h1>
    <form action=")";
constexpr std::string_view field = R"(" method="post">
      <p class="field">
        <label for="name">Votre nom</label>
        <input type="text" id="name" name="name" value=")";
constexpr std::string_view end = R"(">
      </p>
      <p class="field"><button type="submit">Envoyer</button></p>
    </form>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
)";

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

// Prints a whole answer. What comes from the client is escaped here, and nowhere else.
void answer(std::string_view heading, std::string_view name, std::string_view fields) {
    using common::escape_html;
    std::cout << fields << "Content-Type: text/html; charset=utf-8\n\n"
              << begin << escape_html(heading) << form_begin << escape_html(variable("SCRIPT_NAME")) << field
              << escape_html(name) << end;
}

void refuse(int status, std::string_view reason) {
    answer(reason, "", "Status: " + std::to_string(status) + "\nAllow: GET, HEAD, POST\n");
}

bool is_control(char character) {
    return static_cast<unsigned char>(character) < ' ' || character == '\x7F';
}

bool was_utf8(const cgi::Form& form) {
    const auto is_right = [](const std::string& text) { return text.find(replacement) == std::string::npos; };
    return std::ranges::all_of(form.names(), [&](const std::string& name) {
        return is_right(name) && std::ranges::all_of(form.values(name), is_right);
    });
}

void greet(const cgi::Form& form) {
    const std::string name = form.value("name");
    if (!was_utf8(form)) {
        refuse(400, "Le formulaire n’est pas en UTF-8.");
    } else if (std::ranges::any_of(name, is_control)) {
        refuse(400, "Un nom ne contient pas de caractère de contrôle.");
    } else if (name.empty()) {
        answer("Comment vous appelez-vous\u00A0?", "", "Status: 200 OK\n");
    } else {
        answer("Bonjour, " + name + "\u00A0!", name, "Status: 200 OK\n");
    }
}

}  // namespace

int main() try {
    const std::string method = variable("REQUEST_METHOD");
    if (method == "GET" || method == "HEAD" || method == "POST") {
        greet(cgi::read_form(limits));
    } else {
        refuse(405, "Ce script ne connaît que GET et POST.");
    }
} catch (const cgi::FormError& error) {
    refuse(error.status(), std::string{error.what()} + ".");
}
