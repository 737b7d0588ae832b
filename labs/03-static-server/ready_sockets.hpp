#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/execution_context.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/use_awaitable.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace files {

// Waits for the sockets of one thread, all of them together. Given, not an exercise.
//
// Why not asio::ip::tcp::socket? Asio tries to read before it waits. On a web server that first try is nearly always
// in vain, since a client sends its next request after it has got the answer: of the three system calls that a small
// file costs (receive, send, receive again in vain), one would be for nothing.
//
// Here the sockets are members of an epoll set of their own, "edge-triggered": each is added once, and the kernel
// announces what changes. Asio watches the set as a whole, as if it were one socket. When something has changed, a turn
// takes place: first the bytes of all sockets with news are received, then all the coroutines that waited for them go
// on. So whatever is answered in a turn was asked for before the turn's first answer (FileCache counts on that), and a
// client that sends without end gets one buffer a turn, like everyone else.
//
// An edge is announced once, so each socket remembers whether it may hold more than was announced: it does after a
// receive that filled its buffer, or once the peer has finished. One that gave less than was asked for is empty
// (epoll(7)), and the kernel will announce what comes next.
//
// A service of the io_context, like Asio's own waits: whatever still waits when the context is destroyed is destroyed
// with it, in the right order.
//
//     auto& ready = asio::use_service<files::ReadySockets>(context);
//     ready.add(socket);
//     const std::size_t count = co_await ready.receive(socket, buffer);
class ReadySockets : public asio::execution_context::service {
public:
    static asio::execution_context::id id;  // how Asio finds it

    // Throws std::system_error when there is no descriptor left for the set.
    explicit ReadySockets(asio::io_context& context);

    // Takes care of a connected, non-blocking socket from now on. Closing it ends that, if nobody waits for it.
    // Throws std::system_error when the kernel has no memory left for it.
    void add(int socket);

    // Receives at least one byte into `into`, which must stay valid until then. 0: the peer has finished or is gone, or
    // cancel() was called. One coroutine at a time may receive from a socket, another one may wait to write to it.
    asio::awaitable<std::size_t> receive(int socket, asio::mutable_buffer into);

    // Waits until a socket that has just refused bytes (EAGAIN) takes some again. 0: cancel() was called. One coroutine at
    // a time.
    asio::awaitable<std::size_t> writable(int socket);

    // What waits for the socket goes on at once, in the event loop, with 0.
    void cancel(int socket);

private:
    // The rest of a waiting coroutine.
    using Waiting = asio::async_result<asio::use_awaitable_t<>, void(std::size_t)>::handler_type;

    struct Socket {
        std::optional<Waiting> reader;
        asio::mutable_buffer into;
        std::optional<Waiting> writer;
        bool may_hold_bytes = false;  // that no event will announce
        bool peer_has_finished = false;
    };

    void shutdown() override;
    Socket& state_of(int socket) { return sockets_[static_cast<std::size_t>(socket)]; }
    void await_events();
    void schedule_turn();
    void take_turn();
    void take_event(int socket, std::uint32_t events);
    void try_to_receive(int socket);

    asio::io_context& context_;
    asio::posix::stream_descriptor set_;
    std::vector<Socket> sockets_;  // by descriptor, which are small numbers
    std::vector<int> unannounced_;  // those that may hold bytes and have a reader
    std::vector<std::pair<Waiting, std::size_t>> resumed_;  // in this turn
    std::uint64_t turns_ = 0;
    bool in_turn_ = false;
};

}  // namespace files
