// The practice server of lab 05: every behaviour that a client must know how to deal with, without Internet.
#include <CLI/CLI.hpp>

#include "03-static-server/server_program.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/server/tls_program.hpp"
#include "common/program.hpp"

namespace {

struct Options {
    files::ServerProgram program;
    https::TlsOptions tls;
};

void declare(CLI::App& app, Options& options) {
    files::declare_options(app, options.program);
    app.remove_option(app.get_option("--root"));  // it serves no files
    https::declare_tls_options(app, options.tls);
}

int serve(Options options) {
    https::add_tls(options.tls, options.program.server);
    options.program.other_descriptors = playground::TusStore::most_uploads;
    const playground::Shared shared;
    return files::serve(options.program, "Le terrain d'essai écoute",
                        [&](const files::Limits&, asio::any_io_executor) { return playground::make_site(shared); });
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    const common::ProgramDescription description{
        .name = "playground",
        .purpose = "Le terrain d'essai : une adresse pour chaque chose qu'un client HTTP doit savoir faire.\n"
                   "Sa page d'accueil les énumère.",
        .examples = "  playground\n"
                    "  playground --port 0 --access-log none\n"
                    "  playground --tls-port 8443 --tls-cert certs/server.pem --tls-key certs/server.key"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options); }, [&] { return serve(options); });
}
