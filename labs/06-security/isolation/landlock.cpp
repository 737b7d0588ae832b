#include "06-security/isolation/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace security {
namespace {

// landlock_ruleset_attr as it is since level 6: the system's header may be older than its kernel.
struct Handled {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scope;
};

// How much of it a level knows.
std::size_t size_of_handled(unsigned level) {
    if (level < 4) return sizeof(std::uint64_t);
    return level < 6 ? 2 * sizeof(std::uint64_t) : sizeof(Handled);
}

// The rights about files are bits in the order in which they were added: 13 at first, then refer (2), truncate (3),
// and ioctl of devices (5).
std::uint64_t rights_of(unsigned level) {
    unsigned bits = 13;
    if (level >= 2) ++bits;
    if (level >= 3) ++bits;
    if (level >= 5) ++bits;
    return (std::uint64_t{1} << bits) - 1;
}

constexpr std::uint64_t tcp_bind_and_connect = 0x3;
constexpr std::uint64_t abstract_sockets_and_signals = 0x3;

constexpr std::uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t truncating = std::uint64_t{1} << 14;
constexpr std::uint64_t of_a_file =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | truncating;

unsigned level_of_kernel() {
    const long level = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (level >= 0) return static_cast<unsigned>(level);
    const bool has_none = errno == ENOSYS || errno == EOPNOTSUPP;  // not built in; switched off
    if (!has_none) common::throw_errno("landlock_create_ruleset", "le niveau du noyau");
    return 0;
}

void open_way(int ruleset, const OpenWay& way, std::uint64_t known) {
    const common::UniqueFd place{::open(way.path.c_str(), O_PATH | O_CLOEXEC)};
    if (!place) return;
    struct stat state {};
    if (::fstat(place.get(), &state) != 0) common::throw_errno("fstat", way.path);
    landlock_path_beneath_attr rule{};
    rule.parent_fd = place.get();
    rule.allowed_access = (way.may_write ? known : reading) & (S_ISDIR(state.st_mode) ? known : known & of_a_file);
    if (::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
        common::throw_errno("landlock_add_rule", way.path);
    }
}

}  // namespace

unsigned give_up_files(std::span<const OpenWay> ways) {
    const unsigned level = level_of_kernel();
    if (level == 0) return 0;
    const Handled handled{rights_of(level), tcp_bind_and_connect, abstract_sockets_and_signals};
    const common::UniqueFd ruleset{
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, size_of_handled(level), 0))};
    if (!ruleset) common::throw_errno("landlock_create_ruleset", "les fichiers");
    for (const OpenWay& way : ways) open_way(ruleset.get(), way, handled.files);
    if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
        common::throw_errno("landlock_restrict_self", "ce processus");
    }
    return level;
}

}  // namespace security
