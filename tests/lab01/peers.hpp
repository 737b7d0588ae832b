#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "01-tcp/address.hpp"
#include "01-tcp/stream.hpp"
#include "common/unique_fd.hpp"

// The other end of the connections under test, written without any of the functions that the student writes, so that
// a test of one step does not depend on another. Everything happens on loopback, on ports that the system chooses,
// within `patience`. What cannot be done throws.
namespace peers {

inline constexpr std::chrono::seconds patience{10};

// An address of this machine: "127.0.0.1" or "::1".
tcp::Address loopback(std::uint16_t port, int family = AF_INET);

// Is IPv6 usable on this machine?
bool has_ipv6();

struct Listener {
    common::UniqueFd socket;  // non-blocking
    tcp::Address address;
};

Listener listen_on_loopback(int backlog = 64, int family = AF_INET);

// A port on which nobody listens, and on which nobody else will: a socket is bound to it, and does not listen.
Listener silent_port();

// A listener whose queue is full: further connections get no answer, neither yes nor no.
struct BlackHole {
    Listener listener;
    std::vector<common::UniqueFd> waiting;
};
BlackHole black_hole();

// A blocking socket connected to this address. With small buffers, each send() takes only a few kilobytes, and a peer
// that does not read is soon felt.
enum class Buffers { normal, small };
common::UniqueFd connect(const tcp::Address& address, Buffers buffers = Buffers::normal);

// Two ends of one TCP connection, the first one non-blocking as those of the lab are.
struct Pair {
    common::UniqueFd tested;
    common::UniqueFd other;
};
Pair connected_pair(Buffers buffers = Buffers::normal);

void send(int socket, std::string_view bytes);
void finish_sending(int socket);

// Sends until no more is taken for half a second, or `most` bytes: how many were taken.
std::size_t send_without_reading(int socket, std::size_t most);

// What comes until the end of the stream or, if given, exactly `count` bytes. "(RST)", "(rien)" is added in place of
// the end when the connection is broken or stays silent.
std::string receive(int socket, std::size_t count);
std::string receive_to_end(int socket, std::chrono::milliseconds longest = patience);

// Breaks the connection with RST.
void reset(common::UniqueFd& socket);

// Is there something to read within `longest`?
bool is_readable(int socket, std::chrono::milliseconds longest);

// How long this process has computed: a server that spins shows.
double processor_seconds();

// `size` bytes in which no two neighbouring parts are alike.
std::string varied_bytes(std::size_t size);

// Signals that interrupt the system calls of the calling thread every few milliseconds, as long as it lives.
class Interruptions {
public:
    Interruptions();
    ~Interruptions();
    Interruptions(const Interruptions&) = delete;
    Interruptions& operator=(const Interruptions&) = delete;
};

// Runs `work` in another thread; the exception it ends with, if any, is thrown again by join(). When the test is given
// up before join(), `socket` (-1: none), which work is busy with, is shut down so that it need not be waited for.
class Background {
public:
    explicit Background(std::function<void()> work, int socket = -1);
    ~Background();
    void join();

private:
    int socket_;
    std::exception_ptr failure_;
    std::thread thread_;
};

// An eventfd: the stop descriptor of a server under test.
class Stop {
public:
    Stop();
    int get() const { return fd_.get(); }
    void request() const;

private:
    common::UniqueFd fd_;
};

}  // namespace peers
