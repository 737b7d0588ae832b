// form_inspect: reads the body of a form on standard input and shows its parts as one JSON object.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <iostream>
#include <nlohmann/json.hpp>

#include "04-cgi/file_name.hpp"
#include "04-cgi/form_reader.hpp"
#include "04-cgi/apps/base64.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

using Json = nlohmann::ordered_json;

cgi::FormReader read_form(const std::string& content_type) {
    cgi::FormReader reader{content_type, {}};
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", "l'entrée standard");
        if (count == 0 || !reader.add({buffer, static_cast<std::size_t>(count)})) break;
    }
    reader.finish();
    return reader;
}

// What is known of a part but its data, without the closing brace.
std::string beginning_of(const cgi::FormPart& part, cgi::Charset charset) {
    Json object = {{"name", cgi::to_text(part.head.name, charset)}, {"filename", nullptr}, {"type", nullptr}};
    if (part.is_file()) {
        const std::string sent_name = cgi::to_text(*part.head.file_name, charset);
        object["filename"] = sent_name.empty() ? std::string{} : cgi::safe_file_name(sent_name);
    }
    if (part.head.type) object["type"] = cgi::to_text(*part.head.type, charset);
    std::string text = object.dump();
    text.pop_back();
    return text;
}

// Writes the data while it is read, as it may not fit into memory. A block is not always a multiple of three bytes
// long: what is left of one is put before the next.
void print_base64(const cgi::FormContent& content) {
    std::string rest;
    content.for_each_block([&rest](std::string_view block) {
        rest += block;
        const std::size_t whole = rest.size() / 3 * 3;
        std::cout << inspect::to_base64(std::string_view{rest}.substr(0, whole));
        rest.erase(0, whole);
    });
    std::cout << inspect::to_base64(rest);
}

int inspect_form(const std::string& content_type) {
    if (::isatty(STDIN_FILENO) != 0) std::cerr << "Tapez le corps, puis Ctrl-D (les lignes finiront par LF seul).\n";
    cgi::FormReader reader = read_form(content_type);
    const auto& rejection = reader.rejection();
    const cgi::Charset charset = cgi::form_charset(reader.parts());
    std::cout << R"({"outcome":")" << (rejection ? "rejected" : "complete") << R"(","parts":[)";
    std::string_view separator;
    for (const cgi::FormPart& part : reader.parts()) {
        std::cout << separator << beginning_of(part, charset) << R"(,"data_b64":")";
        print_base64(part.content);
        std::cout << R"("})";
        separator = ",";
    }
    std::cout << ']';
    if (rejection) {
        std::cout << R"(,"reason":)" << Json(rejection->reason).dump() << R"(,"offset":)" << rejection->offset;
    }
    std::cout << "}\n" << std::flush;
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::string content_type;
    return common::run_program(
        argc, argv,
        {"form_inspect",
         "Lit le corps d'un formulaire sur l'entrée standard et montre ses parties, en un seul objet JSON sur une\n"
         "ligne : outcome, parts (name, filename, type, data_b64), et si le corps est refusé, reason et offset.\n"
         "Les noms de fichier sont assainis (null : la partie n'est pas un fichier), les données telles que reçues.\n"
         "Au plus 1 000 parties, 8 Mio de textes, 512 Mio de fichiers, 1 Gio en tout.\n"
         "Statut : 0 si l'objet est écrit, que le corps soit accepté ou refusé, 1 si la lecture échoue, 2 si l'appel\n"
         "est faux.",
         R"(  printf 'nom=Zo%%C3%%A9&ville=Le+Mans' | form_inspect --content-type application/x-www-form-urlencoded
  printf -- '--b\r\nContent-Disposition: form-data; name="nom"\r\n\r\nZoé\r\n--b--\r\n' |
      form_inspect --content-type 'multipart/form-data; boundary=b')"},
        [&](CLI::App& app) {
            app.add_option("--content-type", content_type,
                           "Le champ Content-Type de la requête, avec sa frontière (boundary) s'il y en a une")
                ->type_name("TYPE")
                ->required();
        },
        [&] { return inspect_form(content_type); });
}
