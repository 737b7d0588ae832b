// audit: a checklist of security, tried point by point on a running server.
#include "06-security/audit/program.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
    audit::CommandLine line;
    return common::run_program(
        argc, argv,
        {"audit",
         "Éprouve un serveur HTTP en marche, point par point, et dit pour chaque point ce qui a été envoyé, ce qui a\n"
         "été constaté et le remède. Un point est réussi (PASS), en échec (FAIL), à voir (WARN) ou non testé (NOT\n"
         "TESTED) : ce qui n'a pas pu être essayé ne compte jamais comme réussi.\n\n"
         "Ce sont des attaques : sans l'accord du propriétaire, seule cette machine peut être auditée.\n\n"
         "Statut : 0 si aucun point n'est en échec, 1 si l'un l'est ou si l'audit n'a pas pu se faire, 2 si l'appel\n"
         "est faux.",
         R"(  audit http://127.0.0.1:8080 --profile audit.conf
  audit https://localhost:8443 --ca-file certs/ca.pem --html rapport.html
  audit http://127.0.0.1:8080 --only cl-te --only path-traversal
  audit http://127.0.0.1:8080 --slow --json
  audit --list)"},
        [&](CLI::App& app) { audit::declare(app, line); }, [&] { return audit::run(line); });
}
