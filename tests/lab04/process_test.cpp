#include "04-cgi/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "lab03/temporary_directory.hpp"
#include "lab04/script_run.hpp"
#include "support/lesson.hpp"

// What a script is born with.

namespace {

support::Lesson lesson_on(std::string rule, std::string command) {
    return support::Lesson{
        {.rule = std::move(rule), .slide = "04-cgi.md#lancer-un-processus", .command = std::move(command)}};
}

// A table of the kernel, with one blank between its columns.
std::string squeezed(const std::string& table) {
    std::string out;
    for (char c : table) {
        const bool blank = c == ' ' || c == '\t';
        if (!blank) out += c;
        if (blank && !out.ends_with(' ')) out += ' ';
    }
    return out;
}

// Without some of the descriptors 0, 1 and 2, as long as it lives: those whose bit is set.
class ClosedStandards {
public:
    explicit ClosedStandards(int which) {
        for (int fd = 0; fd < 3; ++fd) kept_[static_cast<std::size_t>(fd)].reset(::fcntl(fd, F_DUPFD_CLOEXEC, 10));
        for (int fd = 0; fd < 3; ++fd) {
            if ((which >> fd & 1) != 0) ::close(fd);
        }
    }
    ~ClosedStandards() {
        for (int fd = 0; fd < 3; ++fd) ::dup2(kept_[static_cast<std::size_t>(fd)].get(), fd);
    }
    ClosedStandards(const ClosedStandards&) = delete;
    ClosedStandards& operator=(const ClosedStandards&) = delete;

private:
    std::array<common::UniqueFd, 3> kept_;
};

// A script reads "salut" from this file, or from a pipe if there is none.
played::Ended run_with_closed_standards(int which, const std::string& path) {
    const ClosedStandards closed{which};
    const common::UniqueFd file{path.empty() ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    cgi::Command command = played::shell("cat; echo oups >&2");
    command.input = file.get();
    return played::run(command, path.empty() ? "salut" : "");
}

std::string status_of_script() {
    return squeezed(played::run(played::program({"/bin/cat", "/proc/self/status"})).output);
}

}  // namespace

TEST_CASE("4.2 le script lit sur 0 ce que la passerelle écrit, et elle lit ce qu'il écrit sur 1 et sur 2") {
    support::Lesson lesson = lesson_on("pipe(7), dup2(2)", "echo salut | sh -c 'cat; echo oups >&2'");
    const played::Ended ended = played::run(played::shell("cat; echo oups >&2; exit 3"), "salut");
    lesson.step("le script « cat; echo oups >&2; exit 3 » reçoit « salut » sur son entrée");
    lesson.expect("sa sortie", ended.output, "salut");
    lesson.expect("sa sortie d'erreur", ended.errors, "oups\n");
    lesson.expect_that("il a fini de lui-même", !ended.end.by_signal);
    lesson.expect("son statut", ended.end.number, 3);
}

TEST_CASE("4.2 un fichier peut tenir lieu d'entrée") {
    support::Lesson lesson = lesson_on("dup2(2)", "cat < formulaire");
    const played::TemporaryDirectory folder;
    const common::UniqueFd file = played::TemporaryDirectory::open(folder.write("formulaire", "nom=Zoé"));
    cgi::Command command = played::program({"/bin/cat"});
    command.input = file.get();
    cgi::Process process{command, {}};
    lesson.expect_that("il n'y a pas de tube où écrire", !process.input);
    lesson.expect("la sortie de cat", played::run_to_end(process).output, "nom=Zoé");
    lesson.expect_that("le fichier reste ouvert dans la passerelle", ::fcntl(file.get(), F_GETFD) >= 0);
}

TEST_CASE("4.2 l'environnement est celui qu'on donne, et rien de celui du serveur") {
    support::Lesson lesson = lesson_on("execve(2) ; RFC 3875 §4.1", "env -i A=1 /usr/bin/env");
    ::setenv("ATELIER_SECRET", "mot de passe", 1);
    cgi::Command command = played::program({"/usr/bin/env"});
    lesson.expect("sans aucune variable", played::run(command).output, "");
    command.environment = {"QUERY_STRING=a=1&b=2", "HTTP_X=() { :;}; echo pris", "VIDE=", "E=é $HOME `id`"};
    lesson.expect("avec quatre variables", played::run(command).output,
                  "QUERY_STRING=a=1&b=2\nHTTP_X=() { :;}; echo pris\nVIDE=\nE=é $HOME `id`\n");
    ::unsetenv("ATELIER_SECRET");
}

TEST_CASE("4.2 les arguments arrivent tels quels, le nom du programme compris : aucun shell ne les lit") {
    support::Lesson lesson = lesson_on("execve(2)", "cat /proc/self/cmdline | tr '\\0' '\\n'");
    cgi::Command command = played::program({"/bin/sh"});
    command.arguments = {"agenda.cgi", "-c", R"(for a; do echo "[$a]"; done)", "x", "deux mots", "*", "; id", "",
                         "$HOME"};
    lesson.expect("les arguments", played::run(command).output, "[deux mots]\n[*]\n[; id]\n[]\n[$HOME]\n");
    command = played::program({"/bin/cat", "/proc/self/cmdline"});
    command.arguments.front() = "agenda.cgi";
    lesson.expect("argv[0] et la suite", played::run(command).output,
                  std::string{"agenda.cgi\0/proc/self/cmdline\0", 30});
}

TEST_CASE("4.2 le répertoire de travail est celui qu'on donne") {
    support::Lesson lesson = lesson_on("chdir(2) ; RFC 3875 §7.2", "(cd cgi-bin && pwd)");
    const played::TemporaryDirectory folder;
    cgi::Command command = played::shell("pwd -P");
    command.directory = folder.path();
    lesson.expect("pwd", played::run(command).output, folder.path() + "\n");
}

TEST_CASE("4.2 le script n'a que les descripteurs 0, 1 et 2, quoi que le serveur ait ouvert") {
    support::Lesson lesson = lesson_on("close_range(2)", "ls /proc/self/fd");
    std::vector<common::UniqueFd> leaky;
    for (int i = 0; i < 60; ++i) leaky.emplace_back(::open("/etc/passwd", O_RDONLY));
    leaky.emplace_back(::fcntl(leaky.front().get(), F_DUPFD, 600));
    lesson.step("le serveur a 61 fichiers ouverts sans O_CLOEXEC, jusqu'au numéro 600");
    lesson.step("le script est « ls /proc/self/fd » ; 3 est le répertoire que ls lit");
    const played::Ended ended = played::run(played::program({"/bin/ls", "/proc/self/fd"}));
    lesson.expect("ses descripteurs", ended.output, "0\n1\n2\n3\n");
}

TEST_CASE("4.2 l'entrée d'un script finit quand la passerelle la ferme, même si un autre script tourne encore") {
    support::Lesson lesson = lesson_on("pipe(7) : la fin vient quand la dernière copie est fermée", "");
    cgi::Process first{played::program({"/bin/cat"}), {}};
    cgi::Process second{played::program({"/bin/cat"}), {}};
    lesson.step("deux « cat » tournent ; l'entrée du premier est fermée");
    lesson.expect("la sortie du premier, jusqu'à sa fin", played::run_to_end(first, "un").output, "un");
    lesson.expect_that("le second vit encore", !second.has_ended());
    lesson.expect("la sortie du second", played::run_to_end(second, "deux").output, "deux");
}

TEST_CASE("4.2 seules les extrémités de la passerelle sont non bloquantes, et aucune ne passe à un autre programme") {
    support::Lesson lesson = lesson_on("fcntl(2), O_NONBLOCK et FD_CLOEXEC", "");
    cgi::Process process{played::program({"/bin/cat", "/proc/self/fdinfo/0", "/proc/self/fdinfo/1"}), {}};
    for (const int fd : {process.input.get(), process.output.get(), process.errors.get()}) {
        lesson.expect_that("non bloquante", (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
        lesson.expect_that("fermée à l'execve", (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    }
    std::istringstream lines{squeezed(played::run_to_end(process).output)};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("flags: ")) continue;
        const int flags = std::stoi(line.substr(7), nullptr, 8);
        lesson.expect_that("le script attend ses octets", (flags & O_NONBLOCK) == 0);
    }
}

TEST_CASE("4.2 le script a sa session et son groupe, qui portent son numéro") {
    support::Lesson lesson = lesson_on("setsid(2)", "setsid cat /proc/self/stat");
    cgi::Process process{played::program({"/bin/cat", "/proc/self/stat"}), {}};
    const std::string id = std::to_string(process.id());
    const std::string stat = played::run_to_end(process).output;
    lesson.received(stat);
    std::istringstream fields{stat};
    std::string number, name, state, parent, group, session;
    fields >> number >> name >> state >> parent >> group >> session;
    lesson.expect("son numéro", number, id);
    lesson.expect("son père", parent, std::to_string(::getpid()));
    lesson.expect("son groupe", group, id);
    lesson.expect("sa session", session, id);
}

TEST_CASE("4.2 aucun signal n'est ignoré ni bloqué dans le script, quoi que fasse le serveur") {
    support::Lesson lesson = lesson_on("signal(7) : ce qui est ignoré le reste après execve",
                                       "grep Sig /proc/self/status");
    const played::Ignoring pipe{SIGPIPE}, hang_up{SIGHUP}, real_time{SIGRTMAX};
    sigset_t term, before, after;
    ::sigemptyset(&term);
    ::sigaddset(&term, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &term, &before);
    lesson.step("le serveur ignore SIGPIPE, SIGHUP et SIGRTMAX, et bloque SIGTERM");
    const std::string status = status_of_script();
    ::pthread_sigmask(SIG_SETMASK, &before, &after);
    lesson.expect_contains("l'état du script", status, "SigIgn: 0000000000000000\n");
    lesson.expect_contains("l'état du script", status, "SigBlk: 0000000000000000\n");
    lesson.expect_that("le serveur ignore encore SIGPIPE", ::signal(SIGPIPE, SIG_IGN) == SIG_IGN);
    lesson.expect_that("le serveur bloque encore SIGTERM", ::sigismember(&after, SIGTERM) == 1);
    lesson.expect_that("le serveur ne bloque pas SIGINT", ::sigismember(&after, SIGINT) == 0);
}

TEST_CASE("4.2 aucun programme setuid ne donnera de droits au script") {
    support::Lesson lesson = lesson_on("prctl(2), PR_SET_NO_NEW_PRIVS", "grep NoNewPrivs /proc/self/status");
    lesson.expect_contains("l'état du script", status_of_script(), "NoNewPrivs: 1\n");
    const played::Ended ended = played::run(played::shell("grep NoNewPrivs /proc/self/status; :"));
    lesson.expect("ses enfants en héritent", squeezed(ended.output), "NoNewPrivs: 1\n");
}

TEST_CASE("4.2 ce que le script crée n'est lisible que de son utilisateur") {
    support::Lesson lesson = lesson_on("umask(2)", "umask");
    lesson.expect("umask", played::run(played::shell("umask")).output, "0077\n");
}

TEST_CASE("4.2 chaque limite est celle qu'on donne, et le script ne peut pas la relever") {
    support::Lesson lesson = lesson_on("setrlimit(2)", "cat /proc/self/limits");
    const cgi::ProcessLimits limits{.cpu_seconds = 7, .memory_bytes = 256 << 20, .open_files = 40, .processes = 77,
                                    .file_bytes = 1 << 20};
    const std::string table =
        squeezed(played::run(played::program({"/bin/cat", "/proc/self/limits"}), "", limits).output);
    lesson.expect_contains("temps de calcul", table, "Max cpu time 7 8 seconds");
    lesson.expect_contains("mémoire", table, "Max address space 268435456 268435456 bytes");
    lesson.expect_contains("fichiers ouverts", table, "Max open files 40 40 files");
    lesson.expect_contains("processus", table, "Max processes 77 77 processes");
    lesson.expect_contains("taille des fichiers", table, "Max file size 1048576 1048576 bytes");
    lesson.expect_contains("image de la mémoire", table, "Max core file size 0 0 bytes");
}

TEST_CASE("4.2 une limite demandée au-dessus de celle du serveur est celle du serveur") {
    support::Lesson lesson = lesson_on("setrlimit(2), RLIM_INFINITY", "ulimit -H -t 100000; cat /proc/self/limits");
    rlimit own{};
    ::getrlimit(RLIMIT_CPU, &own);
    own.rlim_max = std::min<rlim_t>(own.rlim_max, 100'000);
    own.rlim_cur = own.rlim_max;
    ::setrlimit(RLIMIT_CPU, &own);
    const std::string most = std::to_string(own.rlim_max);
    const cgi::ProcessLimits limits{.cpu_seconds = 200'000};
    const std::string table =
        squeezed(played::run(played::program({"/bin/cat", "/proc/self/limits"}), "", limits).output);
    lesson.expect_contains("temps de calcul", table, "Max cpu time " + most + " " + most + " seconds");
}

TEST_CASE("4.2 un serveur lancé sans descripteurs 0, 1 ou 2 lance ses scripts comme un autre") {
    support::Lesson lesson = lesson_on("dup2(2) : la source ne doit pas être une des cibles",
                                       "./lab run cgi_server <&- >&- 2>&-");
    const played::TemporaryDirectory folder;
    const std::string path = folder.write("formulaire", "salut");
    for (const bool from_file : {false, true}) {
        for (int closed = 1; closed < 8; ++closed) {
            const played::Ended ended = run_with_closed_standards(closed, from_file ? path : "");
            lesson.step("descripteurs fermés dans le serveur (1, 2 et 4 pour 0, 1 et 2) : " + std::to_string(closed));
            lesson.expect("la sortie", ended.output, "salut");
            lesson.expect("la sortie d'erreur", ended.errors, "oups\n");
        }
    }
}
