#include "lab05/scripted_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "01-tcp/stream.hpp"
#include "02-http-message/body.hpp"
#include "02-http-message/chunked.hpp"
#include "02-http-message/request.hpp"

namespace scripted {
namespace {

[[noreturn]] void give_up(std::string_view why) {
    throw std::runtime_error{std::string{why}};
}

// Requests of tests are as large as they like.
constexpr http::Limits wide{.start_line_bytes = 1 << 20, .fields_bytes = 1 << 20, .field_count = 10'000};

http::BodyFraming framing_of(std::string_view head) {
    const http::Parsed<http::Request> request = http::parse_request(head, wide);
    if (!request.is_complete()) give_up("la requête n'en est pas une");
    const http::Parsed<http::BodyFraming> framing = http::request_body(request.value());
    if (!framing.is_complete()) give_up("le corps de la requête n'a pas de fin claire");
    return framing.value();
}

}  // namespace

Guest::Guest(common::UniqueFd socket, Interrupts interrupts, std::function<void(std::string_view)> record)
    : socket_{std::move(socket)}, interrupts_{interrupts}, record_{std::move(record)} {}

void Guest::wait_for(short events) {
    const tcp::Deadline deadline = tcp::Deadline::after(peers::patience, interrupts_.stop);
    const tcp::Outcome outcome = tcp::wait_for(socket_.get(), events, deadline);
    if (outcome == tcp::Outcome::stopped) give_up("le test est fini");
    if (outcome != tcp::Outcome::complete) give_up("le client ne fait rien");
}

bool Guest::receive_more() {
    wait_for(POLLIN);
    char buffer[65'536];
    const ssize_t size = ::recv(socket_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (size < 0 && tcp::is_try_again(errno)) return true;
    if (size < 0) give_up("le client a coupé la connexion");
    const std::string_view bytes{buffer, static_cast<std::size_t>(size)};
    pending_ += bytes;
    record_(bytes);
    return size > 0;
}

std::string Guest::take(std::size_t count) {
    std::string taken = pending_.substr(0, count);
    pending_.erase(0, count);
    return taken;
}

std::string Guest::read_head() {
    constexpr std::string_view end = "\r\n\r\n";
    std::size_t found = pending_.find(end);
    while (found == std::string::npos) {
        if (!receive_more()) give_up("le client a fini au milieu d'un en-tête");
        found = pending_.find(end);
    }
    return take(found + end.size());
}

std::string Guest::read(std::size_t count) {
    while (pending_.size() < count) {
        if (!receive_more()) give_up("le client a fini trop tôt");
    }
    return take(count);
}

std::string Guest::read_to_end() {
    while (receive_more()) {
    }
    return take(pending_.size());
}

std::string Guest::read_request() {
    std::string request = read_head();
    const http::BodyFraming framing = framing_of(request);
    const bool chunked = framing.kind == http::BodyKind::chunked;
    return request += read(chunked ? chunked_body_size() : static_cast<std::size_t>(framing.length));
}

// How many of the pending bytes are a chunked body, which is received until its end.
std::size_t Guest::chunked_body_size() {
    http::ChunkedDecoder decoder{wide};
    std::size_t size = 0;
    while (!decoder.finished()) {
        const auto piece = decoder.next(std::string_view{pending_}.substr(size));
        if (piece.is_rejected()) give_up("le corps en morceaux est mal formé");
        if (piece.is_complete()) size += piece.used();
        if (piece.is_incomplete() && !receive_more()) give_up("le client a fini au milieu d'un corps en morceaux");
    }
    return size;
}

void Guest::send(std::string_view bytes) {
    while (!bytes.empty()) {
        wait_for(POLLOUT);
        const ssize_t taken = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken < 0 && !tcp::is_try_again(errno)) give_up("le client est parti avant la fin de l'envoi");
        if (taken > 0) bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
}

void Guest::send_in_pieces(std::string_view bytes, std::size_t piece_bytes, std::chrono::milliseconds duration) {
    const int at_once = 1;
    ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    while (!bytes.empty()) {
        send(bytes.substr(0, piece_bytes));
        bytes.remove_prefix(std::min(piece_bytes, bytes.size()));
        if (duration.count() > 0) pause(duration);
    }
}

// Nothing is waited for here but time, and the end of the test.
void Guest::pause(std::chrono::milliseconds duration) {
    const tcp::Deadline deadline = tcp::Deadline::after(duration);
    if (tcp::wait_for(interrupts_.stop, POLLIN, deadline) == tcp::Outcome::complete) give_up("le test est fini");
}

void Guest::finish() {
    ::shutdown(socket_.get(), SHUT_WR);
}

void Guest::reset() {
    peers::reset(socket_);
}

void Guest::stall() {
    const tcp::Deadline deadline = tcp::Deadline::after(peers::patience, interrupts_.release);
    const tcp::Outcome outcome = tcp::wait_for(socket_.get(), POLLRDHUP, deadline);
    if (outcome == tcp::Outcome::expired) give_up("personne n'a mis fin à l'attente");
}

void Guest::close() {
    if (!socket_) return;
    finish();
    read_to_end();
    socket_.reset();
}

Server::Server(std::vector<Play> plays)
    : listener_{peers::listen_on_loopback()}, plays_{std::move(plays)}, received_(plays_.size()) {
    acceptor_ = std::thread{[this] { accept_all(); }};
}

Server::~Server() {
    stop_.request();
    release_.request();
    acceptor_.join();
    for (std::thread& guest : guests_) guest.join();
}

std::string Server::url(std::string_view target) const {
    return "http://127.0.0.1:" + std::to_string(port()).append(target);
}

void Server::accept_all() {
    const tcp::Deadline for_ever = tcp::Deadline::after(std::chrono::hours{1}, stop_.get());
    while (tcp::wait_for(listener_.socket.get(), POLLIN, for_ever) == tcp::Outcome::complete) {
        common::UniqueFd socket{::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
        if (!socket) continue;
        const std::lock_guard lock{mutex_};
        const std::size_t index = connections_++;
        if (index >= plays_.size()) continue;
        guests_.emplace_back([this, index, fd = socket.release()] { play(index, common::UniqueFd{fd}); });
    }
}

void Server::play(std::size_t index, common::UniqueFd socket) {
    const auto record = [this, index](std::string_view bytes) {
        const std::lock_guard lock{mutex_};
        received_[index] += bytes;
    };
    Guest guest{std::move(socket), {stop_.get(), release_.get()}, record};
    try {
        plays_[index](guest);
    } catch (const std::exception& failure) {
        report(index, failure.what());
    }
    {
        const std::lock_guard lock{mutex_};
        ++played_;
    }
    played_one_.notify_all();
    try {
        guest.close();
    } catch (const std::exception&) {  // the client did not close, or did so abruptly: its own affair
    }
}

void Server::report(std::size_t index, std::string_view failure) {
    const std::lock_guard lock{mutex_};
    if (!failures_.empty()) failures_ += " ; ";
    failures_.append("connexion ").append(std::to_string(index)).append(" : ").append(failure);
}

void Server::join() {
    std::unique_lock lock{mutex_};
    const auto all_played = [this] { return played_ == plays_.size(); };
    if (!played_one_.wait_for(lock, peers::patience, all_played)) give_up("le serveur du test n'a pas eu son client");
}

std::size_t Server::connections() const {
    const std::lock_guard lock{mutex_};
    return connections_;
}

std::string Server::received(std::size_t connection) const {
    const std::lock_guard lock{mutex_};
    return received_.at(connection);
}

std::string Server::failures() const {
    const std::lock_guard lock{mutex_};
    return failures_;
}

}  // namespace scripted
