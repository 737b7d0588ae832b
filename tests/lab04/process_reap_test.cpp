#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "lab04/script_run.hpp"
#include "support/lesson.hpp"

// The order in which what is left of a script goes: a number that is free may be another's.

namespace {

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule), .slide = "04-cgi.md#lancer-un-processus", .command = {}}};
}

// The signals that this thread sends to a group, as long as one of these is there: for each, the state of the group's
// first process at that moment, as /proc tells it ('Z': it has ended, and still has its number).
struct WatchedKill {
    explicit WatchedKill(pid_t group) : of{group} { current = this; }
    ~WatchedKill() { current = nullptr; }
    WatchedKill(const WatchedKill&) = delete;
    WatchedKill& operator=(const WatchedKill&) = delete;

    void look() {
        std::ifstream stat{"/proc/" + std::to_string(of) + "/stat"};
        std::string number, name, state;
        states += stat >> number >> name >> state ? state : "-";
    }

    pid_t of;
    std::string states;
    static thread_local WatchedKill* current;
};

thread_local WatchedKill* WatchedKill::current = nullptr;

}  // namespace

// These take the place of the C library's, which do just that.
extern "C" int kill(pid_t process, int number) noexcept {
    if (WatchedKill::current != nullptr && process == -WatchedKill::current->of) WatchedKill::current->look();
    return static_cast<int>(::syscall(SYS_kill, process, number));
}

extern "C" int killpg(pid_t group, int number) noexcept {
    return kill(-group, number);
}

TEST_CASE("4.2 le groupe d'un script qui a fini est tué avant que son numéro puisse être à un autre") {
    support::Lesson lesson = lesson_on("waitid(2), WNOWAIT");
    cgi::Process process{played::program({"/bin/true"}), {}};
    const WatchedKill watched{process.id()};
    played::wait_for_end(process);
    lesson.step("/bin/true finit, et has_ended() le voit");
    lesson.expect_that("son groupe est tué", !watched.states.empty());
    lesson.expect_that("avant qu'il soit enterré", watched.states.find('-') == std::string::npos);
}

TEST_CASE("4.2 la fin d'un autre enfant n'est pas celle du script") {
    support::Lesson lesson = lesson_on("waitid(2), P_PID");
    cgi::Process ended{played::shell("exit 3"), {}};
    cgi::Process cat{played::program({"/bin/cat"}), {}};
    pollfd end{ended.end_descriptor(), POLLIN, 0};
    lesson.require("« exit 3 » finit", ::poll(&end, 1, 15'000), 1);
    lesson.step("« exit 3 » a fini, et personne ne l'a encore demandé ; cat attend son entrée");
    lesson.require("cat a-t-il fini ?", cat.has_ended(), false);
    lesson.expect("ce que cat rend", played::run_to_end(cat, "salut").output, "salut");
    lesson.require("« exit 3 » a-t-il fini ?", ended.has_ended(), true);
    lesson.expect("comment", describe(ended.end()), "terminé avec le statut 3");
}

TEST_CASE("4.2 un enfant que quelqu'un d'autre a enterré est une panne du serveur, dite une fois") {
    support::Lesson lesson = lesson_on("waitid(2), ECHILD");
    cgi::Process process{played::program({"/bin/true"}), {}};
    lesson.step("une autre partie du serveur appelle waitpid sur le numéro du script");
    lesson.require("ce qu'elle enterre", ::waitpid(process.id(), nullptr, 0), process.id());
    int error = 0;
    try {
        process.has_ended();
    } catch (const std::system_error& thrown) {
        error = thrown.code().value();
    }
    lesson.expect("l'errno de l'exception de has_ended() : waitid n'a pas trouvé l'enfant", error, ECHILD);
    lesson.expect_that("has_ended() ne demande plus rien de ce numéro ensuite, qui peut être à un autre",
                       process.has_ended());
}
