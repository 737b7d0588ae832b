// The walls: what a process behind them tries fails, as far as this kernel has them.
#include "06-security/isolation/sandbox.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <functional>
#include <string>

#include "06-security/isolation/sanitizers.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"
#include "lab06/memory_file.hpp"
#include "support/lesson.hpp"

using security::Walls;
using support::Lesson;

namespace {

Lesson sandbox_lesson() {
    return Lesson{{.rule = "landlock(7), seccomp(2)", .slide = "06-security.md#antivirus-et-isolement",
                   .command = "./lab run file_inspector --walls"}};
}

constexpr int did_it = 42;
constexpr int was_refused = 43;
constexpr int no_walls = 44;

// What became of a child: it did it, it was refused (an error), or the filter of system calls killed it.
enum class Fate { done, refused, killed, other };

Fate fate_of(int status) {
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? Fate::killed : Fate::other;
    if (WEXITSTATUS(status) == did_it) return Fate::done;
    return WEXITSTATUS(status) == was_refused ? Fate::refused : Fate::other;
}

// In a child, which ends by _exit: puts up the walls, then tries. `attempt` gives -1 for « refused ».
Fate try_behind(const std::function<Walls()>& put_up, const std::function<long()>& attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            put_up();
        } catch (const std::exception&) {
            ::_exit(no_walls);
        }
        ::_exit(attempt() == -1 ? was_refused : did_it);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return fate_of(status);
}

Walls inspector_walls() {
    return security::enter_sandbox({});
}

Walls script_walls() {
    return security::confine_script({});
}

// Which walls this kernel has: a child says it through a pipe.
Walls walls_of(const std::function<Walls()>& put_up) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) common::throw_errno("pipe2", "(test)");
    const common::UniqueFd reader{ends[0]};
    common::UniqueFd writer{ends[1]};
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(writer.get(), STDOUT_FILENO);  // the one that may be written to
        const Walls walls = put_up();
        ::_exit(::write(STDOUT_FILENO, &walls, sizeof walls) == sizeof walls ? 0 : 1);
    }
    writer.reset();
    Walls walls;
    if (::read(reader.get(), &walls, sizeof walls) != sizeof walls) walls = {};
    ::waitpid(child, nullptr, 0);
    return walls;
}

long open_passwd() {
    return ::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

long open_socket() {
    return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

long make_process() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    return child;
}

long run_program() {
    char name[] = "/bin/true";
    char* arguments[] = {name, nullptr};
    return ::execve(name, arguments, nullptr) == -1 ? -1 : 0;
}

long signal_parent() {
    return ::kill(::getppid(), 0);
}

// A directory in which a child tries to make a file.
class Scratch {
public:
    Scratch() {
        if (::mkdtemp(directory_.data()) == nullptr) common::throw_errno("mkdtemp", directory_);
    }
    ~Scratch() { std::filesystem::remove_all(directory_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::string& directory() const { return directory_; }
    long make_file() const { return ::open(file().c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600); }
    long remove_file() const { return ::unlink(file().c_str()); }

private:
    std::string file() const { return directory_ + "/fichier"; }

    std::string directory_ = std::filesystem::temp_directory_path() / "atelier-XXXXXX";
};

long ask_for_code() {
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page == MAP_FAILED ? -1 : 0;
}

// `is_stopped`: by a wall that this kernel has.
void expect_stopped(std::string_view what, Fate obtained, bool is_stopped) {
    Lesson lesson = sandbox_lesson();
    lesson.step(security::describe(walls_of(inspector_walls)));
    const bool was_stopped = obtained == Fate::killed || obtained == Fate::refused;
    if (is_stopped) lesson.expect(std::string{what} + " échoue", was_stopped, true);
}

}  // namespace

TEST_CASE("murs : sans eux, tout ce que ces tests essaient réussit") {
    Lesson lesson = sandbox_lesson();
    const auto nothing = [] { return Walls{}; };
    lesson.expect("ouvrir /etc/passwd", try_behind(nothing, open_passwd), Fate::done);
    lesson.expect("ouvrir une socket", try_behind(nothing, open_socket), Fate::done);
    lesson.expect("lancer un processus", try_behind(nothing, make_process), Fate::done);
    lesson.expect("envoyer un signal", try_behind(nothing, signal_parent), Fate::done);
    lesson.expect("demander de la mémoire exécutable", try_behind(nothing, ask_for_code), Fate::done);
}

TEST_CASE("murs : ceux que ce noyau a sont tous montés") {
    Lesson lesson = sandbox_lesson();
    const Walls walls = walls_of(inspector_walls);
    const long level = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    const bool has_filters = ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
    lesson.expect("les limites", walls.limits, true);
    lesson.expect("aucun nouveau droit", walls.no_new_rights, true);
    lesson.expect("Landlock", long{walls.landlock}, std::max(level, 0L));
    lesson.expect("seccomp", walls.system_calls, has_filters);
    lesson.expect("seccomp, pour un script", walls_of(script_walls).system_calls, has_filters);
}

TEST_CASE("murs : le processus d'examen n'ouvre ni fichier ni socket, ne lance rien et ne touche personne") {
    const Walls walls = walls_of(inspector_walls);
    const bool has_landlock = walls.landlock > 0;
    const auto fate = [](long (*attempt)()) { return try_behind(inspector_walls, attempt); };
    expect_stopped("ouvrir /etc/passwd", fate(open_passwd), has_landlock || walls.system_calls);
    const Scratch scratch;
    expect_stopped("créer un fichier", try_behind(inspector_walls, [&] { return scratch.make_file(); }),
                   has_landlock || walls.system_calls);
    expect_stopped("exécuter un programme", fate(run_program), has_landlock || walls.system_calls);
    expect_stopped("ouvrir une socket", fate(open_socket), true);  // no descriptor is left to it
    expect_stopped("lancer un processus", fate(make_process), walls.system_calls);
    expect_stopped("envoyer un signal à son parent", fate(signal_parent), walls.landlock >= 6 || walls.system_calls);
    expect_stopped("demander de la mémoire exécutable", fate(ask_for_code), walls.system_calls);
}

TEST_CASE("murs : un appel système qui n'est pas de la liste tue sur-le-champ") {
    if (!walls_of(inspector_walls).system_calls) return;
    Lesson lesson = sandbox_lesson();
    for (const auto attempt : {open_passwd, open_socket, make_process, signal_parent}) {
        lesson.expect("le sort du processus", try_behind(inspector_walls, attempt), Fate::killed);
    }
}

TEST_CASE("murs : le descripteur 0 se lit, le descripteur 1 s'écrit, et aucun autre") {
    const Walls walls = walls_of(inspector_walls);
    const auto file = memory_file::make("bonjour");
    const auto with_input = [&] {
        ::dup2(file.get(), STDIN_FILENO);
        return inspector_walls();
    };
    Lesson lesson = sandbox_lesson();
    lesson.expect("lire le fichier", try_behind(with_input, [] {
                      std::array<char, 7> bytes{};
                      return ::pread(STDIN_FILENO, bytes.data(), bytes.size(), 0) == 7 ? 0L : -1L;
                  }), Fate::done);
    expect_stopped("écrire dans le fichier", try_behind(with_input, [] { return long{::write(STDIN_FILENO, "x", 1)}; }),
                walls.system_calls);
    expect_stopped("le vider", try_behind(with_input, [] { return long{::ftruncate(STDIN_FILENO, 0)}; }),
                   walls.system_calls);
    expect_stopped("lire un autre descripteur", try_behind(with_input, [&] {
                    char byte = 0;
                    return long{::pread(file.get(), &byte, 1, 0)};
                }), walls.system_calls);
}

TEST_CASE("murs : le temps de calcul est compté") {
    Lesson lesson = sandbox_lesson();
    const auto spin = []() -> long {
        for (volatile bool goes_on = true; goes_on;) {
        }
        return 0;
    };
    const auto one_second = [] { return security::enter_sandbox({.cpu_seconds = 1}); };
    lesson.expect("le sort d'une boucle sans fin", try_behind(one_second, spin), Fate::other);  // a signal
}

TEST_CASE("murs : la mémoire est bornée, sauf pour un programme construit avec un sanitizer") {
    if (security::built_with_sanitizer) return;
    Lesson lesson = sandbox_lesson();
    const auto ask_for_much = [] {
        constexpr std::size_t much = std::size_t{1} << 30;
        void* const memory = ::mmap(nullptr, much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return memory == MAP_FAILED ? -1L : 0L;
    };
    lesson.expect("un gibioctet", try_behind(inspector_walls, ask_for_much), Fate::refused);
}

TEST_CASE("murs : un script lit et lance, mais n'écrit dans aucun fichier et n'ouvre aucune socket") {
    Lesson lesson = sandbox_lesson();
    const Walls walls = walls_of(script_walls);
    lesson.step(security::describe(walls));
    lesson.expect("lire /etc/passwd", try_behind(script_walls, open_passwd), Fate::done);
    lesson.expect("lancer un processus", try_behind(script_walls, make_process), Fate::done);
    lesson.expect("écrire dans /dev/null",
                  try_behind(script_walls, [] { return long{::open("/dev/null", O_WRONLY | O_CLOEXEC)}; }), Fate::done);
    if (walls.system_calls) lesson.expect("une socket", try_behind(script_walls, open_socket), Fate::refused);
    if (walls.landlock == 0) return;
    const Scratch scratch;
    lesson.expect("créer un fichier", try_behind(script_walls, [&] { return scratch.make_file(); }), Fate::refused);
    const auto nothing = [] { return Walls{}; };
    lesson.expect("sans murs", try_behind(nothing, [&] { return scratch.make_file(); }), Fate::done);
    const auto may_write = [&] { return security::confine_script({scratch.directory()}); };
    lesson.expect("effacer un fichier", try_behind(script_walls, [&] { return scratch.remove_file(); }), Fate::refused);
    lesson.expect("le faire là où c'est permis", try_behind(may_write, [&] { return scratch.remove_file(); }),
                  Fate::done);
    lesson.expect("créer un fichier là où c'est permis", try_behind(may_write, [&] { return scratch.make_file(); }),
                  Fate::done);
}

TEST_CASE("murs : ce que le noyau n'a pas est dit") {
    Lesson lesson = sandbox_lesson();
    const Walls all{.limits = true, .no_new_rights = true, .landlock = 7, .system_calls = true};
    lesson.expect("tous", security::describe(all),
                  "processus séparé, limites, sans nouveaux droits, Landlock (niveau 7), seccomp");
    lesson.expect("aucun", security::describe({}),
                  "processus séparé, pas de Landlock dans ce noyau, pas de seccomp dans ce noyau");
}
