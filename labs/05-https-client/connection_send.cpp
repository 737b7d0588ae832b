#include <algorithm>
#include <chrono>

#include "05-https-client/connection.hpp"
#include "05-https-client/errors.hpp"

namespace client {
namespace {

// How long a server has to say « 100 Continue ». Many never do (RFC 9110 §10.1.1 forbids to wait for ever).
constexpr std::chrono::milliseconds patience_for_continue{1'000};

// Sent at once, or as one chunk.
constexpr std::size_t slice_bytes = 256 * 1024;

// A body longer or shorter than it was announced would be read by the server as another request, or as part of one.
void check_length(std::optional<std::uint64_t> announced, std::uint64_t sent, bool at_end) {
    if (!announced || (at_end ? sent == *announced : sent <= *announced)) return;
    throw InvalidRequest{"le corps de la requête n'a pas la longueur annoncée (" + std::to_string(*announced) +
                             " octets)",
                         "length() et next() doivent dire la même chose"};
}

}  // namespace

Connection::Answer Connection::send(const Outgoing& request, const Timer& timer, Observer& observer) {
    observer.request_head(request.head);
    if (Answer early = send_bytes(request.head, false, timer, observer)) return early;
    if (request.body != nullptr) {
        if (request.awaits_continue) {
            if (Answer early = await_continue(timer, observer)) return early;
        }
        if (Answer early = send_body(*request.body, timer, observer)) return early;
    }
    observer.request_sent();
    return std::nullopt;
}

// Waits for « 100 Continue »; a final answer in its place means that the body is not wanted.
Connection::Answer Connection::await_continue(const Timer& timer, Observer& observer) {
    const auto patience = tcp::Deadline::after(std::min(patience_for_continue, timer.read().remaining()));
    while (!input_.bytes().empty() || transport_->wait_for_answer(patience)) {
        http::Response head = next_head(timer, observer);
        if (head.status >= 200) return head;
        if (head.status == 100) break;
    }
    return std::nullopt;
}

Connection::Answer Connection::send_body(RequestBody& body, const Timer& timer, Observer& observer) {
    const std::optional<std::uint64_t> length = body.length();
    std::uint64_t sent = 0;
    for (;;) {
        std::string_view piece = body.next();
        sent += piece.size();
        check_length(length, sent, piece.empty());
        if (piece.empty()) break;
        for (; !piece.empty(); piece.remove_prefix(std::min(slice_bytes, piece.size()))) {
            const std::string_view slice = piece.substr(0, slice_bytes);
            Answer early = length ? send_bytes(slice, true, timer, observer)
                                  : send_bytes(http::encode_chunk(slice), true, timer, observer);
            if (early) return early;
            observer.request_body(slice.size());
        }
    }
    if (length) return std::nullopt;
    return send_bytes(http::last_chunk, true, timer, observer);
}

// Sends bytes until all are taken or, if `listening`, the server has answered. One that is gone may have said why.
Connection::Answer Connection::send_bytes(std::string_view bytes, bool listening, const Timer& timer,
                                          Observer& observer) {
    while (!bytes.empty()) {
        const Transport::Written written = transport_->write(bytes, timer.read(), listening);
        bytes.remove_prefix(written.size);
        if (written.outcome == tcp::Outcome::reset) return final_head(timer, observer);
        const bool stuck = written.outcome == tcp::Outcome::expired && written.size == 0;
        if (stuck) timer.throw_expired(Timer::Phase::read, host_);
        bool answer_waits = written.answer_waits;
        while (answer_waits) {
            http::Response head = next_head(timer, observer);
            if (head.status >= 200) return head;
            answer_waits = !input_.bytes().empty();
        }
    }
    return std::nullopt;
}

}  // namespace client
