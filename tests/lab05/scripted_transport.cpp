#include "lab05/scripted_transport.hpp"

#include <algorithm>
#include <cassert>

#include "05-https-client/errors.hpp"

namespace scripted {

// The client's end. All calls go to the Peer.
class Peer::End final : public client::Transport {
public:
    explicit End(Peer& peer) : peer_{peer} {}

    tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline&) override { return peer_.read(buffer); }
    Written write(std::string_view bytes, const tcp::Deadline&, bool stop_at_answer) override {
        return peer_.write(bytes, stop_at_answer);
    }
    bool wait_for_answer(const tcp::Deadline&) override {
        const bool answered = peer_.has_something_to_read();
        if (!answered) peer_.drop_silence();
        return answered;
    }
    bool is_stale() override { return peer_.has_something_to_read(); }
    void close() override { peer_.closed_ = true; }

private:
    Peer& peer_;
};

void Peer::wait_for(std::string_view text) {
    script_.push_back({Move::Kind::wait_for, std::string{text}});
}

void Peer::send(std::string_view bytes) {
    if (!bytes.empty()) script_.push_back({Move::Kind::bytes, std::string{bytes}});
}

void Peer::send_by_bytes(std::string_view bytes) {
    for (const char byte : bytes) send({&byte, 1});
}

void Peer::send_in_two(std::string_view bytes, std::size_t cut) {
    send(bytes.substr(0, cut));
    send(bytes.substr(cut));
}

void Peer::silence() {
    script_.push_back({Move::Kind::silence});
}

void Peer::finish() {
    script_.push_back({Move::Kind::end});
}

void Peer::reset() {
    script_.push_back({Move::Kind::reset});
}

std::unique_ptr<client::Transport> Peer::transport() {
    return std::make_unique<End>(*this);
}

void Peer::settle() {
    while (!script_.empty() && script_.front().kind == Move::Kind::wait_for) {
        const std::string& text = script_.front().text;
        const std::size_t found = written_.find(text, waited_until_);
        if (found == std::string::npos) return;
        waited_until_ = found + text.size();
        script_.pop_front();
    }
}

bool Peer::has_something_to_read() {
    settle();
    if (script_.empty()) return false;
    const Move::Kind kind = script_.front().kind;
    return kind == Move::Kind::bytes || kind == Move::Kind::end || kind == Move::Kind::reset;
}

// A wait of the client has ended for nothing.
void Peer::drop_silence() {
    if (!script_.empty() && script_.front().kind == Move::Kind::silence) script_.pop_front();
}

tcp::Chunk Peer::read(std::span<char> buffer) {
    assert(!closed_ && !buffer.empty());
    largest_read_ = std::max(largest_read_, buffer.size());
    if (!has_something_to_read()) {
        drop_silence();
        return {tcp::Outcome::expired, 0};
    }
    Move& move = script_.front();
    if (move.kind == Move::Kind::end) return {tcp::Outcome::end_of_stream, 0};
    if (move.kind == Move::Kind::reset) return {tcp::Outcome::reset, 0};
    const std::size_t size = std::min(buffer.size(), move.text.size());
    move.text.copy(buffer.data(), size);
    move.text.erase(0, size);
    if (move.text.empty()) script_.pop_front();
    return {tcp::Outcome::complete, size};
}

// The server takes a little at a time, so that it can answer between.
client::Transport::Written Peer::write(std::string_view bytes, bool stop_at_answer) {
    assert(!closed_);
    constexpr std::size_t a_little = 1024;
    ++writes_;
    std::size_t size = 0;
    while (size < bytes.size()) {
        if (stop_at_answer && has_something_to_read()) return {tcp::Outcome::complete, size, true};
        const std::size_t most = std::min(taken_at_most_, vanishes_after_);
        const std::size_t room = most - std::min(most, written_.size());
        const std::string_view piece = bytes.substr(size, std::min(a_little, room));
        const tcp::Outcome outcome = take(piece);
        size += piece.size();
        if (outcome != tcp::Outcome::complete) return {outcome, size, false};
    }
    return {tcp::Outcome::complete, size, false};
}

tcp::Outcome Peer::take(std::string_view piece) {
    settle();
    if (!script_.empty() && script_.front().kind == Move::Kind::reset) return tcp::Outcome::reset;
    written_ += piece;
    if (!piece.empty()) return tcp::Outcome::complete;
    if (written_.size() < vanishes_after_) return tcp::Outcome::expired;
    reset();
    return tcp::Outcome::reset;
}

Peer& Network::next() {
    return peers_.emplace_back();
}

client::Connector Network::connector() {
    return [this](const client::Route& route, const client::Limits&, const client::Timer&, client::Observer&) {
        if (routes_.size() >= peers_.size()) throw client::ConnectionError{"le réseau du test n'a plus de serveur"};
        routes_.push_back(route);
        return peers_[routes_.size() - 1].transport();
    };
}

}  // namespace scripted
