// The practice server of lab 05: every behaviour that a client must know how to deal with, without Internet.
#include <CLI/CLI.hpp>

#include "03-static-server/server_program.hpp"
#include "05-https-client/playground/site.hpp"
#include "common/program.hpp"

namespace {

void declare(CLI::App& app, files::ServerProgram& program) {
    files::declare_options(app, program);
    app.remove_option(app.get_option("--root"));  // it serves no files
}

int serve(const files::ServerProgram& program) {
    return files::serve(program, "Le serveur d'exercices écoute",
                        [](const files::Limits&, asio::any_io_executor) { return playground::make_site(); });
}

}  // namespace

int main(int argc, char** argv) {
    files::ServerProgram program;
    const common::ProgramDescription description{
        .name = "playground",
        .purpose = "Le serveur d'exercices : une adresse pour chaque chose qu'un client HTTP doit savoir faire.\n"
                   "Sa page d'accueil les énumère.",
        .examples = "  playground\n"
                    "  playground --port 0 --access-log none"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, program); }, [&] { return serve(program); });
}
