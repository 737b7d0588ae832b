// Runs a command, and prints what it took once it has ended: seconds of the clock, seconds of processor (user and
// system), and the most memory ever resident, in KiB. Its own exit status is the command's.
//
//     spent curl -s -o /dev/null http://127.0.0.1:8080/
//
// A program of its own, for the most memory of a process counts what it was before exec(): the copy of whoever started
// it. Started by the bench it would never seem smaller than Python; this program is smaller than all that is measured.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const auto began = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child < 0) return 126;
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // whoever ends this program ends the command too
        ::execvp(argv[1], argv + 1);
        std::perror(argv[1]);
        ::_exit(127);
    }
    int status = 0;
    rusage used{};
    if (::wait4(child, &status, 0, &used) != child) return 126;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
    std::printf("%.6f %.6f %ld\n", elapsed.count(), seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
