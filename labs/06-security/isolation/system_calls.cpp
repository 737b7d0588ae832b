#include "06-security/isolation/system_calls.hpp"

#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include <cerrno>
#include <initializer_list>
#include <memory>

#include "06-security/isolation/sanitizers.hpp"
#include "common/system_error.hpp"

namespace security {
namespace {

struct Release {
    void operator()(void* filter) const { ::seccomp_release(filter); }
};

class Filter {
public:
    explicit Filter(std::uint32_t otherwise) : filter_{::seccomp_init(otherwise)} {
        if (!filter_) common::throw_error(ENOMEM, "seccomp_init", "le filtre");
        check(::seccomp_attr_set(filter_.get(), SCMP_FLTATR_API_SYSRAWRC, 1), "seccomp_attr_set");
    }

    // A call that this kind of machine does not have is none the worse.
    void add(std::uint32_t action, std::initializer_list<int> calls) {
        for (const int call : calls) {
            check(::seccomp_rule_add_array(filter_.get(), action, call, 0, nullptr), "seccomp_rule_add");
        }
    }

    // Allowed only with such arguments.
    void allow(int call, std::initializer_list<scmp_arg_cmp> arguments) {
        check(::seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, call, static_cast<unsigned>(arguments.size()),
                                       arguments.begin()),
              "seccomp_rule_add");
    }

    void load() { check(::seccomp_load(filter_.get()), "seccomp_load"); }

private:
    static void check(int result, const char* call) {
        if (result < 0) common::throw_error(-result, call, "les appels système permis");
    }

    std::unique_ptr<void, Release> filter_;
};

scmp_arg_cmp equals(unsigned argument, scmp_datum_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

scmp_arg_cmp has_bits(unsigned argument, scmp_datum_t mask, scmp_datum_t value) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

bool kernel_has_seccomp() {
    return ::prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
}

}  // namespace

bool allow_only_reading() {
    if (!kernel_has_seccomp()) return false;
    Filter filter{SCMP_ACT_KILL_PROCESS};
    filter.allow(SCMP_SYS(pread64), {equals(0, 0)});
    filter.allow(SCMP_SYS(write), {equals(0, 1)});
    filter.allow(SCMP_SYS(write), {equals(0, 2)});
    filter.allow(SCMP_SYS(mmap), {has_bits(2, PROT_EXEC, 0), has_bits(3, MAP_ANONYMOUS, MAP_ANONYMOUS)});
    filter.add(SCMP_ACT_ALLOW, {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
                                SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group)});
    if (built_with_sanitizer) {
        filter.allow(SCMP_SYS(mprotect), {has_bits(2, PROT_EXEC, 0)});
        filter.add(SCMP_ACT_ALLOW, {SCMP_SYS(sched_yield), SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask),
                                    SCMP_SYS(rt_sigaction), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(nanosleep),
                                    SCMP_SYS(clock_nanosleep)});
    }
    filter.load();
    return true;
}

bool forbid_network() {
    if (!kernel_has_seccomp()) return false;
    Filter filter{SCMP_ACT_ALLOW};
    filter.add(SCMP_ACT_ERRNO(EPERM),
               {SCMP_SYS(socket), SCMP_SYS(io_uring_setup), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
                SCMP_SYS(process_vm_writev), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
                SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(mount), SCMP_SYS(unshare),
                SCMP_SYS(setns), SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(kexec_load)});
    filter.load();
    return true;
}

}  // namespace security
