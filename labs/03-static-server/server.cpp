#include "03-static-server/server.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

#include "01-tcp/server.hpp"
#include "03-static-server/worker.hpp"
#include "common/system_error.hpp"

namespace files {
namespace {

// Sockets with SO_REUSEPORT would share the port even with another server of the same user. Listening once without it
// fails if anybody is there, and tells the port that "any free port" turned out to be.
std::vector<Server::Place> find_places(const ServerOptions& options) {
    std::vector<Server::Place> places;
    std::vector<common::UniqueFd> probes;  // all to the end, so that no two of them find the same port free
    const auto find = [&](const std::string& scheme, std::uint16_t port) {
        probes.push_back(tcp::listen_on(options.address, port));
        places.push_back({scheme, tcp::local_address(probes.back().get())});
    };
    find("http", options.port);
    for (const Listener& other : options.others) find(other.scheme, other.port);
    return places;
}

}  // namespace

Server::Server(ServerOptions options, const MakeHandler& make_handler) : places_{find_places(options)} {
    std::signal(SIGPIPE, SIG_IGN);  // sendfile() to a client that has left
    for (unsigned i = 0; i < std::max(options.threads, 1u); ++i) {
        workers_.push_back(std::make_unique<Worker>(places_, options, make_handler));
    }
}

Server::~Server() {
    stop();
}

void Server::start() {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (const auto& worker : workers_) {
        threads_.emplace_back([&worker] { worker->run(); });
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Server::stop() {
    for (const auto& worker : workers_) worker->stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    workers_.clear();  // and with them their connections
}

std::uint64_t raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) common::throw_errno("getrlimit", "nombre de descripteurs");
    const rlimit raised{limit.rlim_max, limit.rlim_max};
    return ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? limit.rlim_max : limit.rlim_cur;
}

Limits fit_to_descriptors(Limits limits, unsigned threads, std::uint64_t descriptors) {
    constexpr std::uint64_t enough_for_the_rest = 128;  // the event loop, the files on their way to clients
    const std::uint64_t share = descriptors / threads;
    const std::uint64_t rest = std::min(enough_for_the_rest, share / 2);
    limits.cached_files = std::min<std::uint64_t>(limits.cached_files, share / 8);
    const std::uint64_t left = share - rest - limits.cached_files;
    limits.connections = std::min<std::uint64_t>(limits.connections, std::max<std::uint64_t>(left, 1));
    return limits;
}

}  // namespace files
