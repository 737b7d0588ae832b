#include "04-cgi/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/not_implemented.hpp"

namespace cgi {
namespace {

// The status that a shell gives to a command it could not start.
constexpr int not_started = 127;

// BEGIN SOLUTION 4.2 helper
// How far a kernel without close_range(2), older than Linux 5.9, is asked descriptor by descriptor.
constexpr rlim_t most_descriptors_closed = 65'536;

ChildFailure failure_of(const char* call) {
    return {call, errno};
}

void close_one_by_one() {
    rlimit descriptors{};
    ::getrlimit(RLIMIT_NOFILE, &descriptors);
    const int end = static_cast<int>(std::min(descriptors.rlim_cur, most_descriptors_closed));
    for (int descriptor = 3; descriptor < end; ++descriptor) ::close(descriptor);
}

// Whatever another thread of the server has opened without O_CLOEXEC is closed here.
void close_all_but_standard() {
    if (::close_range(3, ~0U, 0) < 0) close_one_by_one();
}

// What a program ignores, the program that takes its place ignores too: a script that does not die of SIGPIPE writes
// for ever to a reader that has left. (SIGKILL and SIGSTOP refuse, and are as they should be.)
void restore_signals() {
    for (int number = 1; number <= SIGRTMAX; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}
// END SOLUTION

}  // namespace

ChildFailure become_script(const ChildPlan& plan) {
    // À écrire : les appels système de l'enfant, dans cet ordre ; au premier qui échoue, renvoyez
    // {"nom de l'appel", errno}. Rien d'autre : ni std::string, ni allocation, ni affichage.
    //  1. setsid : une session et un groupe à lui, qui portent son numéro ;
    //  2. dup2 : plan.descriptors[0], [1] et [2] deviennent les descripteurs 0, 1 et 2 ;
    //  3. close_range(3, ~0U, 0) : aucun autre descripteur ne passe (si l'appel manque au noyau, close un par un,
    //     jusqu'à la limite RLIMIT_NOFILE, 65 536 au plus) ;
    //  4. prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) : aucun programme setuid ne donnera de droits ;
    //  5. umask(077) : ce que le script crée n'est lisible que de son utilisateur, à moins qu'il ne le demande ;
    //  6. chdir(plan.directory) ;
    //  7. setrlimit pour chacune des plan.limits ;
    //  8. chaque signal, de 1 à SIGRTMAX, redevient SIG_DFL (signal ou sigaction, dont les refus sont sans importance),
    //     puis plus aucun n'est bloqué (sigprocmask) : pas dans l'autre ordre, sans quoi une fonction du serveur
    //     pourrait être appelée ici, dans la mémoire du parent ;
    //  9. execve, qui ne revient que s'il échoue. Jamais execvp : il donnerait à un shell ce qui n'est pas exécutable.
    // BEGIN SOLUTION 4.2
    if (::setsid() < 0) return failure_of("setsid");
    for (int standard = 0; standard < 3; ++standard) {
        if (::dup2(plan.descriptors[static_cast<std::size_t>(standard)], standard) < 0) return failure_of("dup2");
    }
    close_all_but_standard();
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) return failure_of("prctl");
    ::umask(077);
    if (::chdir(plan.directory) < 0) return failure_of("chdir");
    for (const ChildPlan::Limit& limit : plan.limits) {
        if (::setrlimit(limit.resource, &limit.values) < 0) return failure_of("setrlimit");
    }
    restore_signals();
    ::execve(plan.program, plan.arguments, plan.environment);
    return failure_of("execve");
    // END SOLUTION
}

void run_child(const ChildPlan& plan, ChildReport& report) {
    try {
        report.failure = become_script(plan);
    } catch (...) {
        report.thrown = std::current_exception();
    }
    ::_exit(not_started);
}

}  // namespace cgi
