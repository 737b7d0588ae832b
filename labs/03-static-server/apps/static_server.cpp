// The file server: a directory, a dispatcher that gives it every path, and as many threads as there are cores.
#include "03-static-server/dispatcher.hpp"
#include "03-static-server/server_program.hpp"
#include "03-static-server/static_files.hpp"
#include "common/program.hpp"

namespace {

files::Handler make_handler(const std::string& root, const files::Limits& limits, asio::any_io_executor executor) {
    auto site = std::make_shared<files::StaticFiles>(root, limits, std::move(executor));
    auto dispatcher = std::make_shared<files::Dispatcher>();
    dispatcher->on("GET", "/", files::handler_of(site));
    return [dispatcher](files::Exchange& exchange) { return dispatcher->handle(exchange); };
}

int serve(const files::ServerProgram& program) {
    return files::serve(program, "Le répertoire « " + program.root + " » est servi",
                        [&](const files::Limits& limits, asio::any_io_executor executor) {
                            return make_handler(program.root, limits, std::move(executor));
                        });
}

}  // namespace

int main(int argc, char** argv) {
    files::ServerProgram program;
    const common::ProgramDescription description{
        .name = "static_server",
        .purpose = "Sert les fichiers d'un répertoire par HTTP/1.0 et HTTP/1.1.",
        .examples = "  static_server --root www\n"
                    "  static_server --root . --port 0 --access-log none\n"
                    "  static_server --root www --address \"\" --port 80"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { files::declare_options(app, program); },
        [&] { return serve(program); });
}
