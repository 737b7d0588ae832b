#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>

#include "04-cgi/process.hpp"
#include "04-cgi/reaper.hpp"
#include "04-cgi/start_failure.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab04/script_run.hpp"
#include "support/lesson.hpp"

// How scripts end, what is left of them (nothing), and why some do not start.

namespace {

support::Lesson lesson_on(std::string rule, std::string command = "") {
    return support::Lesson{
        {.rule = std::move(rule), .slide = "04-cgi.md#lancer-un-processus", .command = std::move(command)}};
}

// A file of a temporary directory, executable.
std::string write_script(const played::TemporaryDirectory& folder, std::string_view name, std::string_view content) {
    std::string path = folder.write(name, content);
    ::chmod(path.c_str(), 0700);
    return path;
}

// Destructors wait for the killed, but not for ever: on a busy machine some are left to reap.
bool all_are_reaped() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{15};
    while (cgi::reap_the_dead() > 0 && std::chrono::steady_clock::now() < deadline) ::sched_yield();
    return !played::has_children();
}

// Takes the processor until a signal comes.
constexpr const char* busy = "while :; do :; done";

}  // namespace

TEST_CASE("4.2 la fin d'un script dit son statut, ou le signal qui l'a tué") {
    support::Lesson lesson = lesson_on("waitid(2)", "sh -c 'kill -9 $$'; echo $?");
    const auto end_of = [](std::string words) { return describe(played::run(played::shell(std::move(words))).end); };
    lesson.expect("« exit 0 »", end_of("exit 0"), "terminé avec le statut 0");
    lesson.expect("« exit 1 »", end_of("exit 1"), "terminé avec le statut 1");
    lesson.expect("« exit 255 »", end_of("exit 255"), "terminé avec le statut 255");
    lesson.expect("« kill -9 $$ »", end_of("kill -9 $$"), "tué par le signal 9 (SIGKILL)");
    lesson.expect("« kill -PIPE $$ »", end_of("kill -PIPE $$"), "tué par le signal 13 (SIGPIPE)");
}

TEST_CASE("4.2 demander si un script a fini n'attend pas") {
    support::Lesson lesson = lesson_on("waitid(2), WNOHANG");
    cgi::Process process{played::program({"/usr/bin/timeout", "--foreground", "10", "/bin/cat"}), {}};
    lesson.step("cat attend son entrée, 10 s au plus : has_ended() qui attendrait avec lui le verrait finir");
    lesson.require("a-t-il fini ?", process.has_ended(), false);
    process.input.reset();
    played::wait_for_end(process);
    lesson.expect_that("has_ended() le dit autant de fois qu'on le demande", process.has_ended());
    lesson.expect("comment", describe(process.end()), "terminé avec le statut 0");
}

TEST_CASE("4.2 un signal atteint le script et ceux qu'il a lancés") {
    support::Lesson lesson = lesson_on("kill(2), un groupe : numéro négatif", "kill -TERM -- -$GROUPE");
    cgi::Process process{played::shell("sleep 1000 & echo prêt; wait"), {}};
    lesson.expect("sa première ligne", played::read_line(process.output.get()), "prêt");
    process.signal(SIGTERM);
    lesson.step("SIGTERM au groupe");
    lesson.expect("la sortie finit : plus personne ne la tient", played::read_to_end(process.output.get()), "");
    played::wait_for_end(process);
    lesson.expect("la fin du script", describe(process.end()), "tué par le signal 15 (SIGTERM)");
}

TEST_CASE("4.2 quand un script finit, ceux qu'il a laissés derrière lui finissent aussi") {
    support::Lesson lesson = lesson_on("waitid(2), WNOWAIT ; kill(2)", "sh -c 'sleep 1000 &'");
    cgi::Process process{played::shell("trap '' TERM HUP; sleep 1000 & echo parti"), {}};
    lesson.expect("sa sortie", played::read_line(process.output.get()), "parti");
    played::wait_for_end(process);
    lesson.expect("sa fin", describe(process.end()), "terminé avec le statut 0");
    lesson.step("« sleep 1000 » tient encore la sortie, s'il vit");
    lesson.expect("la sortie finit", played::read_to_end(process.output.get()), "");
}

TEST_CASE("4.2 un processus que la passerelle oublie est tué avec les siens, et enterré") {
    support::Lesson lesson = lesson_on("kill(2), SIGKILL");
    common::UniqueFd output;
    {
        cgi::Process process{played::shell("trap '' TERM HUP INT; sleep 1000 & echo prêt; while :; do wait; done"), {}};
        output = std::move(process.output);
        lesson.expect("sa première ligne", played::read_line(output.get()), "prêt");
    }
    lesson.step("le script, qui ignore SIGTERM, est détruit dans la passerelle");
    lesson.expect("la sortie finit", played::read_to_end(output.get()), "");
    lesson.expect_that("il ne reste aucun enfant, ni vivant ni mort", all_are_reaped());
}

TEST_CASE("4.2 un processus déplacé appartient à son nouveau propriétaire") {
    support::Lesson lesson = lesson_on("process.hpp");
    std::optional<cgi::Process> first{cgi::Process{played::program({"/bin/cat"}), {}}};
    const pid_t id = first->id();
    cgi::Process second{std::move(*first)};
    lesson.expect("le numéro de l'ancien", first->id(), -1);
    first.reset();
    lesson.step("l'ancien propriétaire disparaît");
    lesson.expect("le numéro du nouveau", second.id(), id);
    lesson.expect("cat répond encore", played::run_to_end(second, "salut").output, "salut");
}

TEST_CASE("4.2 un script qui calcule trop longtemps est arrêté par le noyau") {
    support::Lesson lesson = lesson_on("setrlimit(2), RLIMIT_CPU", "ulimit -t 1; while :; do :; done");
    const played::Ended ended = played::run(played::shell(busy), "", {.cpu_seconds = 1});
    lesson.expect("sa fin", describe(ended.end), "tué par le signal 24 (SIGXCPU)");
}

TEST_CASE("4.2 un fichier trop grand est arrêté par le noyau") {
    support::Lesson lesson = lesson_on("setrlimit(2), RLIMIT_FSIZE", "ulimit -f 1; head -c 9999 /dev/zero > plein");
    const played::TemporaryDirectory folder;
    cgi::Command command = played::shell("exec head -c 1000000 /dev/zero > plein");
    command.directory = folder.path();
    const played::Ended ended = played::run(command, "", {.file_bytes = 5'000});
    lesson.expect("sa fin", describe(ended.end), "tué par le signal 25 (SIGXFSZ)");
    lesson.expect("la taille du fichier", std::filesystem::file_size(folder.path("plein")), std::uintmax_t{5'000});
}

TEST_CASE("4.2 des centaines de scripts ne laissent ni descripteur ni processus") {
    support::Lesson lesson = lesson_on("wait(2), close(2)", "ls /proc/$PID/fd | wc -l");
    constexpr int starts = 1'000;
    const std::size_t before = played::open_descriptors();
    int wrong = 0;
    for (int i = 0; i < starts; ++i) {
        cgi::Process process{played::program({"/bin/true"}), {}};
        played::wait_for_end(process);
        if (process.end().by_signal || process.end().number != 0) ++wrong;
    }
    lesson.step("/bin/true est lancé " + std::to_string(starts) + " fois");
    lesson.expect("mauvaises fins", wrong, 0);
    lesson.expect("descripteurs de plus qu'avant", played::open_descriptors() - before, std::size_t{0});
    lesson.expect_that("il ne reste aucun enfant, ni vivant ni mort", !played::has_children());
}

TEST_CASE("4.2 plusieurs fils lancent des scripts en même temps") {
    support::Lesson lesson = lesson_on("vfork(2) : seul le fil qui l'appelle attend");
    constexpr int each = 40;
    std::array<int, 4> right{};
    std::array<std::exception_ptr, 4> thrown;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < right.size(); ++i) {
        threads.emplace_back([&, i] {
            try {
                for (int k = 0; k < each; ++k) {
                    right[i] += played::run(played::program({"/bin/cat"}), "x").output == "x";
                }
            } catch (...) {
                thrown[i] = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& error : thrown) {
        if (error) std::rethrow_exception(error);
    }
    for (const int count : right) lesson.expect("réponses justes d'un fil", count, each);
    lesson.expect_that("il ne reste aucun enfant", !played::has_children());
}

TEST_CASE("4.2 un serveur qui a hérité de SIGCHLD ignoré sait pourtant comment ses scripts finissent") {
    support::Lesson lesson = lesson_on("wait(2) : SIGCHLD ignoré, le noyau oublie les enfants",
                                       "(trap '' CHLD; ./lab serve)");
    const played::Ignoring child_ends{SIGCHLD};
    const played::Ended ended = played::run(played::shell("exit 3"));
    lesson.expect("la fin", describe(ended.end), "terminé avec le statut 3");
}

TEST_CASE("4.2 un script qui ne peut pas être lancé est dit, avec la cause") {
    support::Lesson lesson = lesson_on("execve(2), la liste des erreurs", "./agenda.cgi");
    const played::TemporaryDirectory folder;
    const auto expect_failure = [&](const std::string& path, std::string_view reason, std::string_view cause) {
        const std::string message = played::start_failure(played::program({path}));
        lesson.step("lancer " + path);
        lesson.expect_contains("le message", message, "execve " + path);
        lesson.expect_contains("le message", message, reason);
        lesson.expect_contains("le message", message, cause);
    };
    constexpr std::string_view not_found = " : fichier ou répertoire introuvable";
    constexpr std::string_view forbidden = " : permission refusée";
    constexpr std::string_view unknown_format = " : format d'exécutable inconnu";
    expect_failure(folder.path("absent"), not_found, "");
    expect_failure(write_script(folder, "sans-interprete", "#!/usr/bin/pyton -u\n"), not_found,
                   "l'interpréteur « /usr/bin/pyton » de sa première ligne n'existe pas");
    expect_failure(write_script(folder, "crlf", "#!/bin/sh\r\necho\r\n"), not_found,
                   "sa première ligne finit par CR LF");
    expect_failure(folder.write("sans-droit", "#!/bin/sh\n"), forbidden, "le fichier n'est pas exécutable (chmod +x)");
    expect_failure(folder.path(), forbidden, "c'est un répertoire");
    expect_failure(write_script(folder, "interprete-sans-droit", "#! /etc/passwd\n"), forbidden,
                   "l'interpréteur « /etc/passwd » n'est pas exécutable");
    expect_failure(write_script(folder, "vide", ""), unknown_format, "le fichier est vide");
    expect_failure(write_script(folder, "bom", "\xEF\xBB\xBF#!/bin/sh\n"), unknown_format, "marque d'ordre des octets");
    expect_failure(write_script(folder, "bizarre", "MZ\x90"), unknown_format, "n'est pas un exécutable");
}

TEST_CASE("4.2 la cause d'un CR LF après env, qui ne se voit qu'au statut 127, peut être demandée") {
    support::Lesson lesson = lesson_on("env(1) ; start_failure.hpp", "file agenda.py");
    const played::TemporaryDirectory folder;
    const std::string path = write_script(folder, "agenda.py", "#!/usr/bin/env python3\r\nprint()\r\n");
    const played::Ended ended = played::run(played::program({path}));
    lesson.expect("la fin", describe(ended.end), "terminé avec le statut 127");
    lesson.expect_contains("la cause", cgi::explain_start_failure(ENOENT, path), "CR LF");
}

TEST_CASE("4.2 un fichier sans « #! » n'est pas donné à un shell") {
    support::Lesson lesson = lesson_on("execve(2), ENOEXEC ; execvp(3) ferait autrement");
    const played::TemporaryDirectory folder;
    const std::string path = write_script(folder, "notes.txt", "echo pris > trace\n");
    cgi::Command command = played::program({path});
    command.directory = folder.path();
    lesson.expect_contains("le message", played::start_failure(command), "il ne commence pas par une ligne « #! »");
    lesson.expect_that("rien n'a été exécuté", !std::filesystem::exists(folder.path("trace")));
}

TEST_CASE("4.2 un répertoire de travail absent empêche le lancement, et c'est lui qui est nommé") {
    support::Lesson lesson = lesson_on("chdir(2)");
    cgi::Command command = played::program({"/bin/true"});
    command.directory = "/absent\n/tout à fait";
    lesson.expect("le message", played::start_failure(command),
                  "chdir /absent\\n/tout à fait : fichier ou répertoire introuvable");
}

TEST_CASE("4.2 un lancement qui échoue ne laisse ni descripteur ni processus") {
    support::Lesson lesson = lesson_on("execve(2) ; wait(2)");
    const std::size_t before = played::open_descriptors();
    for (int i = 0; i < 50; ++i) {
        lesson.expect_contains("le message", played::start_failure(played::program({"/absent"})), "execve /absent");
    }
    lesson.expect("descripteurs de plus qu'avant", played::open_descriptors() - before, std::size_t{0});
    lesson.expect_that("il ne reste aucun enfant, ni vivant ni mort", !played::has_children());
}
