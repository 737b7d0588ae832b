// The main() of every test program. The tests run in a child process which reports, once Catch2 has come to its own
// end, how many tests failed. A student's code that calls std::exit(0), _exit(0) or crashes never gets to report,
// and so never passes.
#define CATCH_CONFIG_RUNNER
#include "support/catch.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

constexpr int cut_short = 99;

// Listing tests, and a debugger, want a single process.
bool runs_in_one_process(const Catch::Session& session) {
    const Catch::ConfigData& config = const_cast<Catch::Session&>(session).configData();
#if __has_include(<catch2/catch_all.hpp>)
    const bool lists = config.listTests || config.listTags || config.listReporters || config.listListeners;
#else
    const bool lists = config.listTests || config.listTags || config.listReporters || config.listTestNamesOnly;
#endif
    return lists || config.showHelp || std::getenv("ATELIER_ONE_PROCESS") != nullptr;
}

[[noreturn]] void run_as_child(Catch::Session& session, int report) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int failures = session.run();
    const bool reported = ::write(report, &failures, sizeof failures) == sizeof failures;
    std::exit(reported && failures == 0 ? 0 : 1);
}

// ctest runs each test alone, by its name.
bool runs_one_test(Catch::Session& session) {
    const auto& tests = session.configData().testsOrTags;
    return tests.size() == 1 && tests.front().find('*') == std::string::npos;
}

// Does the child say anything in time? Less than ctest allows (cmake/Lab.cmake), which would not say what to look for.
constexpr std::chrono::seconds patience{25};

bool reports_in_time(int report) {
    pollfd waited{report, POLLIN, 0};
    return ::poll(&waited, 1, static_cast<int>(std::chrono::milliseconds{patience}.count())) != 0;
}

std::string_view explain_end(int status) {
    if (!WIFSIGNALED(status)) return "Un appel à exit(), ou l'erreur de mémoire dite plus haut, l'explique.";
    if (WTERMSIG(status) == SIGPIPE) return "C'est SIGPIPE : envoyer à un pair qui est parti tue le programme sans MSG_NOSIGNAL.";
    return "Un assert non tenu, une exception que rien n'attrape ou une erreur de mémoire l'explique.";
}

std::string describe_end(int status) {
    if (WIFSIGNALED(status)) {
        return std::string{"a été tué par le signal "} + ::strsignal(WTERMSIG(status));
    }
    return "s'est terminé avec le statut " + std::to_string(WEXITSTATUS(status));
}

int wait_for_child(pid_t child, int report, bool is_one_test) {
    const bool endless = is_one_test && !reports_in_time(report);
    if (endless) ::kill(-child, SIGKILL);
    int failures = 0;
    const bool reported = ::read(report, &failures, sizeof failures) == sizeof failures;
    int status = 0;
    ::waitpid(child, &status, 0);
    ::kill(-child, SIGKILL);  // whatever a test left running
    if (endless) {
        std::cerr << "\nLe test n'avait pas fini après " << patience.count() << " secondes : il a été arrêté."
                  << "\nUne boucle sans fin, une attente sans échéance ou un programme trop lent l'expliquent.\n";
        return cut_short;
    }
    if (!reported) {
        std::cerr << "\nLe test n'est pas allé jusqu'à sa dernière vérification : le processus " << describe_end(status)
                  << ".\n" << explain_end(status) << "\n";
        return cut_short;
    }
    // A leak found by a sanitizer as the child ends is a failure too.
    return failures != 0 || status != 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    Catch::Session session;
    if (const int wrong_usage = session.applyCommandLine(argc, argv); wrong_usage != 0) return wrong_usage;
    if (runs_in_one_process(session)) return session.run();
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return cut_short;
    std::cout << std::flush;
    const pid_t child = ::fork();
    if (child < 0) return cut_short;
    if (child == 0) {
        ::close(pipe_ends[0]);
        run_as_child(session, pipe_ends[1]);
    }
    ::close(pipe_ends[1]);
    return wait_for_child(child, pipe_ends[0], runs_one_test(session));
}
