#include "06-security/isolation/sandbox.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>

#include "06-security/isolation/landlock.hpp"
#include "06-security/isolation/sanitizers.hpp"
#include "06-security/isolation/system_calls.hpp"
#include "common/system_error.hpp"

namespace security {
namespace {

// Lowers the limit for good: the soft one, and the hard one up to which it could be raised again.
void limit(__rlimit_resource_t resource, std::uint64_t value, const char* subject) {
    rlimit now{};
    if (::getrlimit(resource, &now) != 0) common::throw_errno("getrlimit", subject);
    const rlim_t lower = std::min<rlim_t>(value, now.rlim_max);
    const rlimit wanted{lower, lower};
    if (::setrlimit(resource, &wanted) != 0) common::throw_errno("setrlimit", subject);
}

void limit_all(const SandboxLimits& limits) {
    limit(RLIMIT_CPU, limits.cpu_seconds, "le temps de calcul");
    if (!built_with_sanitizer) limit(RLIMIT_AS, limits.memory_bytes, "la mémoire");
    limit(RLIMIT_CORE, 0, "l'image mémoire");
    limit(RLIMIT_NPROC, 0, "les processus");
}

void renounce_new_rights() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) common::throw_errno("prctl", "PR_SET_NO_NEW_PRIVS");
}

}  // namespace

std::string describe(const Walls& walls) {
    std::string text = "processus séparé";
    if (walls.limits) text += ", limites";
    if (walls.limits && walls.is_weakened) text += " (sauf de mémoire : programme construit avec un sanitizer)";
    if (walls.no_new_rights) text += ", sans nouveaux droits";
    text += walls.landlock == 0 ? ", pas de Landlock dans ce noyau"
                                : ", Landlock (niveau " + std::to_string(walls.landlock) + ")";
    text += walls.system_calls ? ", seccomp" : ", pas de seccomp dans ce noyau";
    if (walls.system_calls && walls.is_weakened) text += " (élargi pour le sanitizer)";
    return text;
}

Walls enter_sandbox(const SandboxLimits& limits) {
    Walls walls;
    limit_all(limits);
    walls.limits = true;
    walls.is_weakened = built_with_sanitizer;
    renounce_new_rights();
    walls.no_new_rights = true;
    walls.landlock = give_up_files({});
    limit(RLIMIT_NOFILE, 0, "les descripteurs");  // behind Landlock, which needs one
    walls.system_calls = allow_only_reading();
    return walls;
}

Walls confine_script(const std::vector<std::string>& writable) {
    std::vector<OpenWay> ways{{"/", false}, {"/dev/null", true}};
    for (const std::string& directory : writable) ways.push_back({directory, true});
    Walls walls;
    renounce_new_rights();
    walls.no_new_rights = true;
    walls.landlock = give_up_files(ways);
    walls.system_calls = forbid_network();
    return walls;
}

}  // namespace security
