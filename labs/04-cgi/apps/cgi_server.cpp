// The file server of lab 03, with a gateway that runs scripts.
#include "04-cgi/site_program.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
    cgi::SiteProgram program;
    const common::ProgramDescription description{
        .name = "cgi_server",
        .purpose = "Sert les fichiers d'un répertoire par HTTP, et la réponse de scripts CGI (RFC 3875).",
        .examples = "  cgi_server --root www --cgi-bin cgi-bin\n"
                    "  cgi_server --root . --cgi-prefix / --port 8888\n"
                    "  cgi_server --root www --cgi-bin cgi-bin --interpreter .php=php-cgi"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { cgi::declare_options(app, program); },
        [&] { return cgi::serve(program); });
}
