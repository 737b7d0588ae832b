#include "lab01/peers.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "common/system_error.hpp"

namespace peers {
namespace {

common::UniqueFd new_socket(int family, int flags = 0) {
    common::UniqueFd socket{::socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0)};
    if (!socket) common::throw_errno("socket", "(test)");
    return socket;
}

tcp::Address bound_address(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size);
    return {reinterpret_cast<sockaddr*>(&storage), size};
}

Listener bound_socket(int family) {
    Listener bound{new_socket(family, SOCK_NONBLOCK), {}};
    const tcp::Address wanted = loopback(0, family);
    if (::bind(bound.socket.get(), wanted.data(), wanted.size()) != 0) common::throw_errno("bind", "(test)");
    bound.address = bound_address(bound.socket.get());
    return bound;
}

void wait_for(int socket, short events) {
    if (tcp::wait_for(socket, events, tcp::Deadline::after(patience)) != tcp::Outcome::complete) {
        throw std::runtime_error{"le test a attendu trop longtemps"};
    }
}

void shrink_buffers(int socket) {
    const int smallest = 1;
    const int one_packet = 65'536;  // a window smaller than loopback's packets makes each of them wait for a timer
    ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &smallest, sizeof smallest);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &one_packet, sizeof one_packet);
}

// Appends what comes; false at the end of the stream, which is told when it is not the ordinary one.
bool receive_more(int socket, std::string& received, std::size_t most, std::chrono::milliseconds longest) {
    if (!is_readable(socket, longest)) {
        received += "(rien)";
        return false;
    }
    std::string buffer(std::min<std::size_t>(most, 65536), '\0');
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size < 0) received += "(RST)";
    if (size > 0) received.append(buffer, 0, static_cast<std::size_t>(size));
    return size > 0;
}

}  // namespace

tcp::Address loopback(std::uint16_t port, int family) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(port);
    ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    ipv6.sin6_addr = in6addr_loopback;
    return family == AF_INET ? tcp::Address{reinterpret_cast<sockaddr*>(&ipv4), sizeof ipv4}
                             : tcp::Address{reinterpret_cast<sockaddr*>(&ipv6), sizeof ipv6};
}

bool has_ipv6() {
    const common::UniqueFd socket{::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const tcp::Address address = loopback(0, AF_INET6);
    return socket && ::bind(socket.get(), address.data(), address.size()) == 0;
}

Listener listen_on_loopback(int backlog, int family) {
    Listener listener = bound_socket(family);
    if (::listen(listener.socket.get(), backlog) != 0) common::throw_errno("listen", "(test)");
    return listener;
}

Listener silent_port() {
    return bound_socket(AF_INET);
}

BlackHole black_hole() {
    BlackHole hole{listen_on_loopback(0), {}};
    for (int i = 0; i < 4; ++i) {
        common::UniqueFd socket = new_socket(AF_INET, SOCK_NONBLOCK);
        ::connect(socket.get(), hole.listener.address.data(), hole.listener.address.size());
        hole.waiting.push_back(std::move(socket));
    }
    return hole;
}

common::UniqueFd connect(const tcp::Address& address, Buffers buffers) {
    common::UniqueFd socket = new_socket(address.family());
    if (buffers == Buffers::small) shrink_buffers(socket.get());
    if (::connect(socket.get(), address.data(), address.size()) != 0) common::throw_errno("connect", "(test)");
    return socket;
}

Pair connected_pair(Buffers buffers) {
    const Listener listener = listen_on_loopback();
    common::UniqueFd tested = connect(listener.address, buffers);
    wait_for(listener.socket.get(), POLLIN);
    common::UniqueFd other{::accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!other) common::throw_errno("accept", "(test)");
    if (buffers == Buffers::small) shrink_buffers(other.get());
    if (::fcntl(tested.get(), F_SETFL, O_NONBLOCK) != 0) common::throw_errno("fcntl", "(test)");
    return {std::move(tested), std::move(other)};
}

void send(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        wait_for(socket, POLLOUT);
        const ssize_t taken = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken < 0 && !tcp::is_try_again(errno)) common::throw_errno("send", "(test)");
        if (taken > 0) bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
}

std::size_t send_without_reading(int socket, std::size_t most) {
    const std::string block(65'536, 'x');
    constexpr std::chrono::milliseconds long_enough{500};
    std::size_t sent = 0;
    while (sent < most && tcp::wait_for(socket, POLLOUT, tcp::Deadline::after(long_enough)) == tcp::Outcome::complete) {
        const ssize_t taken = ::send(socket, block.data(), block.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken > 0) sent += static_cast<std::size_t>(taken);
        if (taken < 0 && !tcp::is_try_again(errno)) break;
    }
    return sent;
}

void finish_sending(int socket) {
    ::shutdown(socket, SHUT_WR);
}

std::string receive(int socket, std::size_t count) {
    std::string received;
    while (received.size() < count) {
        if (!receive_more(socket, received, count - received.size(), patience)) break;
    }
    return received;
}

std::string receive_to_end(int socket, std::chrono::milliseconds longest) {
    std::string received;
    while (receive_more(socket, received, 65536, longest)) {
    }
    return received;
}

void reset(common::UniqueFd& socket) {
    tcp::reset_on_close(socket.get());
    socket.reset();
}

bool is_readable(int socket, std::chrono::milliseconds longest) {
    return tcp::wait_for(socket, POLLIN, tcp::Deadline::after(longest)) == tcp::Outcome::complete;
}

double processor_seconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

std::string varied_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    std::uint32_t state = 12345;
    for (char& byte : bytes) {
        state = state * 1664525u + 1013904223u;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

Interruptions::Interruptions() {
    struct sigaction action {};
    action.sa_handler = [](int) {};  // and no SA_RESTART: system calls return EINTR
    ::sigaction(SIGALRM, &action, nullptr);
    const itimerval often{{0, 2000}, {0, 2000}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
}

Interruptions::~Interruptions() {
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
}

Background::Background(std::function<void()> work, int socket)
    : socket_{socket}, thread_{[this, work = std::move(work)] {
          sigset_t alarm;  // interruptions are for the thread that runs the test
          sigemptyset(&alarm);
          sigaddset(&alarm, SIGALRM);
          ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
          try {
              work();
          } catch (...) {
              failure_ = std::current_exception();
          }
      }} {}

Background::~Background() {
    if (!thread_.joinable()) return;
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
}

void Background::join() {
    if (thread_.joinable()) thread_.join();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

Stop::Stop() : fd_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    if (!fd_) common::throw_errno("eventfd", "(test)");
}

void Stop::request() const {
    const std::uint64_t one = 1;
    if (::write(fd_.get(), &one, sizeof one) != sizeof one) common::throw_errno("write", "(test)");
}

}  // namespace peers
