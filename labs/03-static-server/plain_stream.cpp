#include "03-static-server/plain_stream.hpp"

#include <poll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>

#include "01-tcp/stream.hpp"

namespace files {
namespace {

// A client as fast as the server would keep sendfile() busy to the end of the file: after this many bytes the other
// connections have their turn. Filling the socket less at a time is also cheaper: 100 MB take a quarter less processor
// time than by 1 MiB.
constexpr std::uint64_t sendfile_bytes = 128 * 1024;

// Two texts of this size together are sent faster as one: copying costs less than having the kernel gather them.
constexpr std::size_t joined_bytes = 2048;

// As much of the two as the socket takes now; -1 and errno as send().
ssize_t send_now(int socket, std::string_view first, std::string_view second, int flags) {
    if (first.size() + second.size() <= joined_bytes) {
        char joined[joined_bytes];
        char* const end = std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), joined));
        return ::send(socket, joined, static_cast<std::size_t>(end - joined), flags | MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    iovec parts[2] = {{const_cast<char*>(first.data()), first.size()},
                      {const_cast<char*>(second.data()), second.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return ::sendmsg(socket, &message, flags | MSG_NOSIGNAL | MSG_DONTWAIT);
}

void drop_front(std::string_view& first, std::string_view& second, std::size_t sent) {
    const std::size_t from_first = std::min(sent, first.size());
    first.remove_prefix(from_first);
    second.remove_prefix(sent - from_first);
}

}  // namespace

common::UniqueFd take_over(asio::ip::tcp::socket socket, ReadySockets& ready) {
    asio::error_code ignored;  // the peer may be gone already: the first read will tell
    socket.non_blocking(true, ignored);
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    common::UniqueFd taken{socket.release()};
    ready.add(taken.get());
    return taken;
}

Stream::Peer peer_of(int socket) {
    pollfd end{.fd = socket, .events = POLLRDHUP, .revents = 0};
    ::poll(&end, 1, 0);
    if (end.revents & (POLLERR | POLLHUP)) return Stream::Peer::gone;
    return end.revents & POLLRDHUP ? Stream::Peer::finished_sending : Stream::Peer::present;
}

PlainStream::PlainStream(asio::ip::tcp::socket socket, ReadySockets& ready, Deadlines& deadlines)
    : Stream{deadlines}, ready_{ready}, socket_{take_over(std::move(socket), ready)} {}

asio::awaitable<std::size_t> PlainStream::read_some(asio::mutable_buffer into) {
    return ready_.receive(socket_.get(), into);
}

// The socket is nearly always ready: trying first saves a trip through the event loop.
asio::awaitable<bool> PlainStream::write(std::string_view first, std::string_view second, bool more_follows) {
    for (;;) {
        const ssize_t sent = send_now(socket_.get(), first, second, more_follows ? MSG_MORE : 0);
        if (sent >= 0) {
            drop_front(first, second, static_cast<std::size_t>(sent));
            if (first.empty() && second.empty()) co_return true;
            deadline().progress(static_cast<std::uint64_t>(sent));
        } else if (errno == EINTR) {
            continue;
        } else if (errno != EAGAIN) {
            co_return false;
        }
        const std::size_t writable = co_await ready_.writable(socket_.get());
        if (!writable) co_return false;
    }
}

asio::awaitable<bool> PlainStream::send_file(int file, std::uint64_t offset, std::uint64_t length) {
    off_t position = static_cast<off_t>(offset);
    while (length > 0) {
        const std::size_t wanted = static_cast<std::size_t>(std::min(length, sendfile_bytes));
        const ssize_t sent = ::sendfile(socket_.get(), file, &position, wanted);
        if (sent > 0) {
            length -= static_cast<std::uint64_t>(sent);
            deadline().progress(static_cast<std::uint64_t>(sent));
            if (length == 0) break;
            const asio::any_io_executor executor = co_await asio::this_coro::executor;
            co_await asio::post(executor, asio::use_awaitable);
        } else if (sent == 0 || (errno != EINTR && errno != EAGAIN)) {
            co_return false;
        } else if (errno == EAGAIN) {
            const std::size_t writable = co_await ready_.writable(socket_.get());
            if (!writable) co_return false;
        }
    }
    co_return true;
}

// The peer may be gone already, and then there is nothing to shut down.
void PlainStream::finish_sending() {
    ::shutdown(socket_.get(), SHUT_WR);
}

// Whatever waits for the socket goes on at once; it is closed when the stream is destroyed.
void PlainStream::reset() {
    tcp::reset_on_close(socket_.get());
    ready_.cancel(socket_.get());
}

void PlainStream::cancel() {
    ready_.cancel(socket_.get());
}

}  // namespace files
