#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "02-http-message/body.hpp"
#include "02-http-message/chunked.hpp"
#include "03-static-server/input_buffer.hpp"
#include "03-static-server/stream.hpp"

namespace files {

// The body of a request, piece by piece: the memory it takes does not depend on its size.
//
//     for (;;) {
//         const std::string_view piece = co_await body.next();
//         if (piece.empty()) break;
//         use(piece);
//     }
//     if (!body.finished()) { the request ended in the middle: body.failure_status() }
class BodyReader {
public:
    // Reads from `buffer`, then from `stream`; both must outlive the reader. `expects_continue`: the client waits for
    // "100 Continue" before it sends the body (RFC 9110 §10.1.1), which the first next() sends.
    BodyReader(Stream& stream, InputBuffer& buffer, const Limits& limits, http::BodyFraming framing,
               bool expects_continue);

    // What the last piece was a view of must not be taken for the next request. The buffer must still live.
    ~BodyReader() { buffer_.consume(pending_); }
    BodyReader(const BodyReader&) = delete;
    BodyReader& operator=(const BodyReader&) = delete;

    // Asks the client for the body ("100 Continue"), if it waits for that; later calls do nothing. The first next() does
    // it too, but a stream is written to by one at a time: whoever reads while somebody else may answer calls this before.
    asio::awaitable<void> begin();

    // The next bytes of the body, at least one, valid until the next call; empty when there are no more, for whichever
    // reason.
    asio::awaitable<std::string_view> next();

    // Reads and drops what is left, at most `limit` bytes. Has the body been read to its end?
    asio::awaitable<bool> discard(std::uint64_t limit);

    // From now on next() gives nothing, and whoever waits in it goes on at once: nobody wants the rest. That is no
    // failure of the client's. discard() still drops what is left.
    void stop() {
        stopped_ = true;
        stream_.cancel();
    }

    // Does the client owe bytes of it, which somebody waits for or has begun to read?
    bool is_expected() const { return begun_ && !finished_ && failure_status_ == 0; }

    // Does somebody wait in next() for the client to send, and how many bytes has it sent since it was first waited for?
    bool is_waiting() const { return waiting_; }
    std::uint64_t received() const { return received_; }

    // Its length, where the client has said it; nothing: it comes in chunks, or there is none.
    std::optional<std::uint64_t> length() const;

    // Is there a body at all?
    bool exists() const { return framing_.kind != http::BodyKind::none; }

    // Has the handler asked for it?
    bool begun() const { return begun_; }

    // Was the body read to its end?
    bool finished() const { return finished_; }

    // Did it break off, and with which status should the server answer: 400 (malformed chunk), 408 (too slow), or 0.
    int failure_status() const { return failure_status_; }

private:
    void resume_transfer();
    asio::awaitable<bool> receive();  // false: nothing more comes
    std::string_view take_by_length();
    std::string_view take_by_chunk();

    Stream& stream_;
    InputBuffer& buffer_;
    const Limits& limits_;
    http::BodyFraming framing_;
    std::uint64_t remaining_;  // BodyKind::length: bytes still to come
    http::ChunkedDecoder chunks_;
    std::size_t pending_ = 0;  // bytes of buffer_ that the last piece was a view of
    std::optional<Clock::time_point> handed_over_;  // when the last piece was; none yet
    bool expects_continue_;
    bool begun_ = false;
    bool stopped_ = false;
    bool waiting_ = false;
    std::uint64_t received_ = 0;
    bool discards_ = false;
    bool finished_;
    int failure_status_ = 0;
};

}  // namespace files
