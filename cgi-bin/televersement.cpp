// Receives files, says what they are, and keeps nothing: large ones wait in a temporary file without a name, which
// vanishes with the script (cgi::FormFile).

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "04-cgi/form.hpp"
#include "common/escape.hpp"

namespace {

using common::escape_html;

constexpr std::string_view begin = R"(<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Un téléversement</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en C++</p>
  <div class="content">
)";
constexpr std::string_view end = R"(    <p><a href="/televersement.html">Téléverser des fichiers</a></p>
  </div>
</main>
</body>
</html>
)";

void answer(std::string_view status, std::string_view heading, std::string_view content) {
    std::cout << "Status: " << status << "\nContent-Type: text/html; charset=utf-8\n\n"
              << begin << "    <h1>" << escape_html(heading) << "</h1>\n" << content << end;
}

// The names and types are a stranger's words: escaped, and not to be believed.
std::string table(const std::vector<cgi::FormFile>& files) {
    std::string rows;
    for (const cgi::FormFile& file : files) {
        rows += "        <tr><td>" + escape_html(file.name()) + "</td><td>" + escape_html(file.type()) + "</td><td>" +
                common::format_bytes(file.size()) + "</td></tr>\n";
    }
    return "    <table>\n"
           "      <thead>\n"
           "        <tr><th scope=\"col\">Nom</th><th scope=\"col\">Type annoncé</th>"
           "<th scope=\"col\">Taille</th></tr>\n"
           "      </thead>\n"
           "      <tbody>\n" +
           rows +
           "      </tbody>\n"
           "    </table>\n";
}

void show(const cgi::Form& form) {
    const std::vector<cgi::FormFile> files = form.files("fichiers");
    const std::string title = form.value("titre");
    if (files.empty()) {
        answer("200 OK", "Aucun fichier reçu", "");
    } else {
        answer("200 OK", title.empty() ? "Fichiers reçus" : title, table(files));
    }
}

}  // namespace

int main() try {
    show(cgi::read_form());
} catch (const cgi::FormError& error) {
    answer(std::to_string(error.status()), std::string{error.what()} + ".", "");
}
