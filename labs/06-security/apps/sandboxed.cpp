// sandboxed: runs a program that may read, but neither write to files nor use the network.
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "06-security/isolation/sandbox.hpp"
#include "common/escape.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

struct Options {
    std::vector<std::string> writable;
    std::vector<std::string> command;
    bool says_walls = false;
};

int run(const Options& options) {
    const security::Walls walls = security::confine_script(options.writable);
    if (options.says_walls) std::cerr << "sandboxed : " << describe(walls) << ".\n" << std::flush;
    std::vector<std::string> command = options.command;
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    ::execvp(arguments.front(), arguments.data());
    common::throw_errno("execvp", common::escape_bytes(command.front()));
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"sandboxed",
         "Lance un programme qui lit et calcule, mais n'écrit dans aucun fichier (Landlock) et n'ouvre aucune socket\n"
         "(seccomp), ni lui ni ceux qu'il lance, même lancés par root. Ce que le noyau ne sait pas faire n'est pas\n"
         "fait : --walls le dit. Les limites de temps et de mémoire sont l'affaire de qui lance (cgi_server, ulimit).\n"
         "Un script CGI s'enferme par sa première ligne : « #!/chemin/de/sandboxed python3 ».",
         "  sandboxed --walls -- sh -c 'echo bonjour > /tmp/fichier'\n"
         "  sandboxed --write /tmp/ici -- python3 script.py"},
        [&](CLI::App& app) {
            app.add_option("--write", options.writable, "Un répertoire où écrire est permis ; peut être répété")
                ->type_name("RÉPERTOIRE")
                ->allow_extra_args(false);
            app.add_flag("--walls", options.says_walls, "Dit sur l'erreur standard quels murs ce noyau permet");
            app.add_option("COMMANDE", options.command, "Le programme et ses arguments")->required();
            app.positionals_at_end();
        },
        [&] { return run(options); });
}
