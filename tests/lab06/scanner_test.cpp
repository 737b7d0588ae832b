// The signatures of the workshop, and the addresses of clamd.
#include "06-security/scanner.hpp"

#include <fcntl.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include "lab01/peers.hpp"
#include "lab06/memory_file.hpp"
#include "support/lesson.hpp"

using security::Scan;
using support::Lesson;

namespace {

Lesson scanner_lesson() {
    return Lesson{{.rule = "OWASP ASVS 4.0.3 12.4.2", .slide = "06-security.md#antivirus-et-isolement",
                   .command = "./lab run audit URL --profile audit.conf --only virus"}};
}

Scan scan(std::string_view bytes) {
    return security::make_signature_scanner()->scan(memory_file::make(bytes).get());
}

std::string complaint_about(const std::string& address) {
    try {
        return security::make_clamd_scanner(address)->description();
    } catch (const std::invalid_argument& wrong) {
        return std::string{"refusée : "} + wrong.what();
    }
}

}  // namespace

TEST_CASE("antivirus : les signatures de l'atelier trouvent EICAR, où qu'il soit dans le fichier") {
    Lesson lesson = scanner_lesson();
    const std::string eicar = security::eicar();
    lesson.expect("la taille d'EICAR", eicar.size(), std::size_t{68});
    lesson.expect("son nom", scan(eicar).detail, "EICAR-Test-File");
    for (const std::size_t before : {std::size_t{1}, std::size_t{65'500}, std::size_t{65'535}, std::size_t{65'536},
                                     std::size_t{131'072 - 67}, std::size_t{1'000'000}}) {
        const Scan found = scan(std::string(before, 'x') + eicar + "et la suite");
        lesson.expect("derrière " + std::to_string(before) + " octets", found.verdict, Scan::Verdict::infected);
    }
}

TEST_CASE("antivirus : ce qui n'a pas de signature est sain pour l'atelier") {
    Lesson lesson = scanner_lesson();
    lesson.expect("un fichier vide", scan("").verdict, Scan::Verdict::clean);
    lesson.expect("un texte", scan("bonjour").verdict, Scan::Verdict::clean);
    lesson.expect("EICAR sans sa fin", scan(security::eicar().substr(0, 67)).verdict, Scan::Verdict::clean);
    lesson.expect("un mégaoctet", scan(std::string(1'000'000, 'X')).verdict, Scan::Verdict::clean);
}

TEST_CASE("antivirus : un fichier que l'on ne peut pas lire n'est pas sain") {
    Lesson lesson = scanner_lesson();
    const auto scanner = security::make_signature_scanner();
    lesson.expect("un descripteur fermé", scanner->scan(-1).verdict, Scan::Verdict::unavailable);
    const common::UniqueFd directory{::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    lesson.expect("un répertoire", scanner->scan(directory.get()).verdict, Scan::Verdict::unavailable);
}

TEST_CASE("antivirus : chacun dit ce qu'il est") {
    Lesson lesson = scanner_lesson();
    lesson.expect("les signatures", security::make_signature_scanner()->description(),
                  "les signatures de l'atelier (pour apprendre seulement)");
    lesson.expect("clamd", complaint_about("unix:/run/clamav/clamd.ctl"), "clamd sur unix:/run/clamav/clamd.ctl");
    lesson.expect("clamd ailleurs", complaint_about("[::1]:3310"), "clamd sur [::1]:3310");
}

TEST_CASE("antivirus : une adresse de clamd qui n'en est pas une est refusée tout de suite") {
    Lesson lesson = scanner_lesson();
    for (const std::string address : {"", "unix:", "/run/clamd.ctl", "localhost", ":3310", "localhost:0",
                                      "localhost:port", "localhost:70000", "::1:3310"}) {
        lesson.expect_contains("« " + address + " »", complaint_about(address), "refusée : ");
    }
    lesson.expect_contains("un chemin de 108 octets", complaint_about("unix:/" + std::string(107, 'x')), "refusée : ");
    lesson.expect_contains("un chemin de 107 octets", complaint_about("unix:/" + std::string(106, 'x')), "clamd sur");
}

TEST_CASE("antivirus : clamd qui n'est pas là laisse le fichier sans verdict") {
    Lesson lesson = scanner_lesson();
    const auto file = memory_file::make("bonjour");
    const auto nobody = security::make_clamd_scanner("unix:/nulle/part/clamd.ctl")->scan(file.get());
    lesson.expect("sans socket", nobody.verdict, Scan::Verdict::unavailable);
    lesson.expect_contains("le détail", nobody.detail, "/nulle/part/clamd.ctl");
    const peers::Listener silent = peers::silent_port();
    const auto refused = security::make_clamd_scanner(tcp::to_string(silent.address))->scan(file.get());
    lesson.expect("sans personne à ce port", refused.verdict, Scan::Verdict::unavailable);
    const peers::BlackHole hole = peers::black_hole();
    const auto scanner = security::make_clamd_scanner(tcp::to_string(hole.listener.address),
                                                      {.time = std::chrono::milliseconds{300}});
    lesson.expect("sans réponse à la connexion", scanner->scan(file.get()).verdict, Scan::Verdict::unavailable);
}
