#include "lab04/script_run.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <system_error>

namespace played {
namespace {

constexpr int patience = 15'000;  // milliseconds

void wait_readable(int descriptor, const char* what) {
    pollfd waited{descriptor, POLLIN, 0};
    if (::poll(&waited, 1, patience) == 1) return;
    throw std::runtime_error{std::string{what} + " ne vient pas (15 s d'attente)"};
}

// What comes next, at most `size` bytes; empty at the end.
std::string read_some(int descriptor, std::size_t size) {
    wait_readable(descriptor, "la fin du tube");
    std::string bytes(size, '\0');
    const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
    if (count < 0) throw std::runtime_error{"lire le tube échoue"};
    bytes.resize(static_cast<std::size_t>(count));
    return bytes;
}

}  // namespace

cgi::Command shell(std::string words) {
    return {.program = "/bin/sh", .arguments = {"sh", "-c", std::move(words)}, .environment = {}, .directory = "/"};
}

cgi::Command program(std::vector<std::string> arguments) {
    std::string path = arguments.front();
    return {.program = std::move(path), .arguments = std::move(arguments), .environment = {}, .directory = "/"};
}

Ended run(const cgi::Command& command, std::string_view input, const cgi::ProcessLimits& limits) {
    cgi::Process process{command, limits};
    return run_to_end(process, input);
}

Ended run_to_end(cgi::Process& process, std::string_view input) {
    if (!input.empty()) {
        const ssize_t written = ::write(process.input.get(), input.data(), input.size());
        if (written != static_cast<ssize_t>(input.size())) throw std::runtime_error{"écrire au script échoue"};
    }
    process.input.reset();
    Ended ended;
    ended.output = read_to_end(process.output.get());
    ended.errors = read_to_end(process.errors.get());
    wait_for_end(process);
    ended.end = process.end();
    return ended;
}

std::string read_to_end(int descriptor) {
    std::string all;
    while (true) {
        const std::string some = read_some(descriptor, 4'096);
        if (some.empty()) return all;
        all += some;
    }
}

std::string read_line(int descriptor) {
    std::string line;
    for (std::string byte = read_some(descriptor, 1); byte != "\n"; byte = read_some(descriptor, 1)) {
        if (byte.empty()) throw std::runtime_error{"le tube finit au milieu d'une ligne"};
        line += byte;
    }
    return line;
}

void wait_for_end(cgi::Process& process) {
    wait_readable(process.end_descriptor(), "la fin du processus");
    if (!process.has_ended()) throw std::runtime_error{"le processus a fini, mais has_ended() ne le dit pas"};
}

std::string start_failure(const cgi::Command& command) {
    try {
        const cgi::Process process{command, {}};
        return {};
    } catch (const std::system_error& error) {
        return error.what();
    }
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
    return count - 1;  // the one that lists them
}

bool has_children() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

}  // namespace played
