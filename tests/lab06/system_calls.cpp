#undef _FORTIFY_SOURCE  // its wrappers would stand where these functions are defined
#include "lab06/system_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>

namespace tested::system_calls {
namespace {

struct Plan {
    bool fails = false;
    bool hesitates = false;
    bool only_named = false;
    bool synchronises = true;
    bool records = false;
    std::size_t nth = 0;
    int error = 0;
    Once once = Once::yes;
    std::size_t count = 0;
    const char* failed = "";
    std::size_t writes = 0;
};

Plan plan;

std::vector<std::string>& recorded() {
    static std::vector<std::string> names;
    return names;
}

// Does this call fail? Then errno is set.
bool fails(const char* name) {
    if (plan.records) recorded().emplace_back(name);
    if (!plan.fails) return false;
    ++plan.count;
    const bool now = plan.once == Once::yes ? plan.count == plan.nth : plan.count >= plan.nth;
    if (!now) return false;
    plan.failed = name;
    errno = plan.error;
    return true;
}

bool is_interrupted() {
    if (!plan.hesitates || ++plan.writes % 2 == 0) return false;
    errno = EINTR;
    return true;
}

std::size_t cut(std::size_t size) {
    return plan.hesitates ? std::min<std::size_t>(size, 1 + plan.writes % 3) : size;
}

bool lacks_unnamed(int flags) {
    if (!plan.only_named || (flags & O_TMPFILE) != O_TMPFILE) return false;
    errno = EOPNOTSUPP;
    return true;
}

// The function of that name that would have been called.
template <typename Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// open(2) has a third argument only with these flags.
bool has_mode(int flags) {
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

}  // namespace

Failing::Failing(std::size_t nth, int error, Once once) {
    plan.nth = nth;
    plan.error = error;
    plan.once = once;
    plan.count = 0;
    plan.failed = "";
    plan.fails = true;
}

Failing::~Failing() {
    plan.fails = false;
}

std::size_t Failing::count() {
    return plan.count;
}

Hesitating::Hesitating() {
    plan.hesitates = true;
}

Hesitating::~Hesitating() {
    plan.hesitates = false;
}

Unsynchronised::Unsynchronised() {
    plan.synchronises = false;
}

Unsynchronised::~Unsynchronised() {
    plan.synchronises = true;
}

std::string Failing::failed() {
    return plan.failed;
}

OnlyNamedFiles::OnlyNamedFiles() {
    plan.only_named = true;
}

OnlyNamedFiles::~OnlyNamedFiles() {
    plan.only_named = false;
}

Recording::Recording() {
    recorded().clear();
    plan.records = true;
}

Recording::~Recording() {
    plan.records = false;
}

std::vector<std::string> Recording::names() {
    return recorded();
}

namespace {

using Open = int(const char*, int, ...);
using OpenAt = int(int, const char*, int, ...);
using Write = ssize_t(int, const void*, size_t);
using WriteAt = ssize_t(int, const void*, size_t, off_t);

int open_file(const char* name, const char* path, int flags, mode_t mode) {
    if (fails(name)) return -1;
    static Open* const real = next<Open>("open64");
    return has_mode(flags) ? real(path, flags, mode) : real(path, flags);
}

int open_file_at(const char* name, int directory, const char* path, int flags, mode_t mode) {
    if (lacks_unnamed(flags) || fails(name)) return -1;
    static OpenAt* const real = next<OpenAt>("openat64");
    return has_mode(flags) ? real(directory, path, flags, mode) : real(directory, path, flags);
}

ssize_t write_at(const char* name, int fd, const void* bytes, size_t size, off_t place) {
    if (is_interrupted() || fails(name)) return -1;
    static WriteAt* const real = next<WriteAt>("pwrite64");
    return real(fd, bytes, cut(size), place);
}

template <typename... Arguments>
int call(const char* name, Arguments... arguments) {
    if (fails(name)) return -1;
    return next<int(Arguments...)>(name)(arguments...);
}

int synchronise(const char* name, int fd) {
    if (!plan.synchronises) return fails(name) ? -1 : 0;
    return call(name, fd);
}

}  // namespace
}  // namespace tested::system_calls

namespace calls = tested::system_calls;

extern "C" {

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = calls::has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return calls::open_file("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = calls::has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return calls::open_file("open", path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = calls::has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return calls::open_file_at("openat", directory, path, flags, mode);
}

int openat64(int directory, const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = calls::has_mode(flags) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return calls::open_file_at("openat", directory, path, flags, mode);
}

ssize_t write(int fd, const void* bytes, size_t size) {
    if (calls::is_interrupted() || calls::fails("write")) return -1;
    static calls::Write* const real = calls::next<calls::Write>("write");
    return real(fd, bytes, calls::cut(size));
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t place) {
    return calls::write_at("pwrite", fd, bytes, size, place);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t place) {
    return calls::write_at("pwrite", fd, bytes, size, place);
}

ssize_t pread(int fd, void* bytes, size_t size, off_t place) {
    if (calls::fails("pread")) return -1;
    static const auto real = calls::next<ssize_t(int, void*, size_t, off_t)>("pread64");
    return real(fd, bytes, size, place);
}

ssize_t pread64(int fd, void* bytes, size_t size, off64_t place) {
    if (calls::fails("pread")) return -1;
    static const auto real = calls::next<ssize_t(int, void*, size_t, off64_t)>("pread64");
    return real(fd, bytes, size, place);
}

int fsync(int fd) {
    return calls::synchronise("fsync", fd);
}

int fdatasync(int fd) {
    return calls::synchronise("fdatasync", fd);
}

int ftruncate(int fd, off_t size) noexcept {
    return calls::call("ftruncate", fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept {
    return calls::call("ftruncate", fd, size);
}

int linkat(int from, const char* path, int to, const char* name, int flags) noexcept {
    return calls::call("linkat", from, path, to, name, flags);
}

int unlink(const char* path) noexcept {
    return calls::call("unlink", path);
}

int unlinkat(int directory, const char* path, int flags) noexcept {
    return calls::call("unlinkat", directory, path, flags);
}

}  // extern "C"
