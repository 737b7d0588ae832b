#include "04-cgi/reaper.hpp"

#include <sys/wait.h>

#include <mutex>
#include <vector>

namespace cgi {
namespace {

struct Killed {
    std::mutex mutex;
    std::vector<pid_t> children;
};

Killed& killed() {
    static Killed all;
    return all;
}

}  // namespace

void reap_later(pid_t child) {
    const std::lock_guard lock{killed().mutex};
    killed().children.push_back(child);
}

std::size_t reap_the_dead() {
    const std::lock_guard lock{killed().mutex};
    std::erase_if(killed().children, [](pid_t child) { return ::waitpid(child, nullptr, WNOHANG) != 0; });
    return killed().children.size();
}

}  // namespace cgi
