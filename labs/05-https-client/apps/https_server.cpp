// The server of lab 04, files and scripts, over HTTP and over TLS: neither Connection nor any handler knows the
// difference.
#include "04-cgi/site_program.hpp"
#include "05-https-client/server/tls_program.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
    cgi::SiteProgram program;
    https::TlsOptions tls;
    const common::ProgramDescription description{
        .name = "https_server",
        .purpose = "Sert les fichiers d'un répertoire et la réponse de scripts CGI, par HTTP et par HTTPS.",
        .examples = "  make_certs certs\n"
                    "  https_server --root www --tls-port 8443 --tls-cert certs/server.pem --tls-key certs/server.key\n"
                    "  curl --cacert certs/ca.pem https://localhost:8443/"};
    return common::run_program(
        argc, argv, description,
        [&](CLI::App& app) {
            cgi::declare_options(app, program);
            https::declare_tls_options(app, tls);
        },
        [&] {
            https::add_tls(tls, program.server.server);
            return cgi::serve(program);
        });
}
