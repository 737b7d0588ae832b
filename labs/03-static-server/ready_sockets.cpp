#include "03-static-server/ready_sockets.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <asio/post.hpp>
#include <cassert>
#include <cerrno>

#include "common/system_error.hpp"

namespace files {
namespace {

constexpr std::size_t most_events = 256;  // in one turn; there is always another one

int make_epoll_set() {
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    if (set < 0) common::throw_errno("epoll_create1", "attente des connexions");
    return set;
}

template <typename Waiting>
Waiting take(std::optional<Waiting>& waiting) {
    Waiting taken{std::move(*waiting)};
    waiting.reset();
    return taken;
}

}  // namespace

asio::execution_context::id ReadySockets::id;

ReadySockets::ReadySockets(asio::io_context& context)
    : asio::execution_context::service{context}, context_{context}, set_{context, make_epoll_set()} {
    await_events();
}

// Destroys the coroutines that wait; they close their sockets.
void ReadySockets::shutdown() {
    const std::vector<Socket> abandoned = std::move(sockets_);
}

void ReadySockets::add(int socket) {
    const auto index = static_cast<std::size_t>(socket);
    if (sockets_.size() <= index) sockets_.resize(index + 1);
    assert(!sockets_[index].reader && !sockets_[index].writer);
    sockets_[index].may_hold_bytes = true;  // a client's first request often comes along with its connection
    sockets_[index].peer_has_finished = false;
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.fd = socket;
    if (::epoll_ctl(set_.native_handle(), EPOLL_CTL_ADD, socket, &event) != 0) {
        common::throw_errno("epoll_ctl", "connexion acceptée");
    }
}

asio::awaitable<std::size_t> ReadySockets::receive(int socket, asio::mutable_buffer into) {
    const auto wait = [this, socket, into](Waiting waiting) {
        Socket& state = state_of(socket);
        assert(!state.reader);
        state.into = into;
        state.reader.emplace(std::move(waiting));
        if (!state.may_hold_bytes) return;
        unannounced_.push_back(socket);
        if (!in_turn_ && unannounced_.size() == 1) schedule_turn();
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::size_t)>(wait, asio::use_awaitable);
}

asio::awaitable<std::size_t> ReadySockets::writable(int socket) {
    const auto wait = [this, socket](Waiting waiting) {
        assert(!state_of(socket).writer);  // the one who waits would be destroyed
        state_of(socket).writer.emplace(std::move(waiting));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::size_t)>(wait, asio::use_awaitable);
}

void ReadySockets::cancel(int socket) {
    for (std::optional<Waiting>* waiting : {&state_of(socket).reader, &state_of(socket).writer}) {
        if (!*waiting) continue;
        asio::post(context_, [resumed = take(*waiting)]() mutable { resumed(std::size_t{0}); });
    }
}

void ReadySockets::await_events() {
    set_.async_wait(asio::posix::stream_descriptor::wait_read, [this](asio::error_code error) {
        if (error) return;
        take_turn();
        await_events();
    });
}

// A turn without waiting for events, unless there is another one in the meantime.
void ReadySockets::schedule_turn() {
    asio::post(context_, [this, turns_now = turns_] {
        if (turns_ == turns_now) take_turn();
    });
}

void ReadySockets::take_turn() {
    ++turns_;
    in_turn_ = true;
    epoll_event events[most_events];
    const int count = ::epoll_wait(set_.native_handle(), events, most_events, 0);
    for (int i = 0; i < count; ++i) take_event(events[i].data.fd, events[i].events);
    for (int socket : unannounced_) try_to_receive(socket);
    unannounced_.clear();

    auto resumed = std::exchange(resumed_, {});
    for (auto& [waiting, result] : resumed) waiting(result);
    in_turn_ = false;
    if (!unannounced_.empty()) schedule_turn();
}

void ReadySockets::take_event(int socket, std::uint32_t events) {
    constexpr std::uint32_t end_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    Socket& state = state_of(socket);
    if (events & end_events) state.peer_has_finished = true;
    if (events & (EPOLLIN | end_events)) {
        state.may_hold_bytes = true;
        try_to_receive(socket);
    }
    if (state.writer && (events & (EPOLLOUT | end_events))) resumed_.emplace_back(take(state.writer), 1);
}

void ReadySockets::try_to_receive(int socket) {
    Socket& state = state_of(socket);
    if (!state.reader) return;
    const ssize_t count = ::recv(socket, state.into.data(), state.into.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) {
        state.may_hold_bytes = false;
        return;
    }
    const std::size_t received = count > 0 ? static_cast<std::size_t>(count) : 0;
    state.may_hold_bytes = received == state.into.size() || state.peer_has_finished;
    resumed_.emplace_back(take(state.reader), received);
}

}  // namespace files
