#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <string_view>

#include "03-static-server/stream.hpp"

namespace played {

// A client that exists in memory only: what it does is a script, what it gets is recorded, and time is a number that
// passes when somebody waits. A test of a wait of twenty seconds takes none.
//
//     MemoryStream client{deadlines};
//     client.send("GET / HTTP/1.0\r\n");
//     client.wait(5s);
//     client.send("\r\n");
//     client.finish();
//
// When the script is over, the client stays silent: the server reads nothing more until its deadline passes. A server
// that would wait for ever throws instead.
class MemoryStream final : public files::Stream {
public:
    explicit MemoryStream(files::Deadlines& deadlines) : Stream{deadlines}, deadlines_{deadlines} {}

    // The script, in order: bytes that arrive in one piece, or one by one; silence; the end of the stream.
    void send(std::string_view bytes);
    void send_by_bytes(std::string_view bytes);
    void wait(std::chrono::milliseconds time);
    void finish();

    // Silence until the server has written `text`.
    void wait_for(std::string_view text);

    // The client takes this many bytes and no more: it then stays silent, or is gone.
    void stop_reading_after(std::size_t bytes) { accepted_ = bytes; }
    void vanish_after(std::size_t bytes) { vanishes_after_ = bytes; }

    // The client takes this many bytes in a second.
    void read_at(std::size_t bytes_per_second) { rate_ = bytes_per_second; }

    // What the server has written, and in how many times.
    const std::string& output() const { return output_; }
    int writes() const { return writes_; }

    // How much time has passed.
    std::chrono::milliseconds elapsed() const { return elapsed_; }

    // Has the server said that it would write nothing more?
    bool is_finished() const { return finished_; }

    // Has the server broken the connection?
    bool is_reset() const { return reset_; }

    // The largest number of bytes that the server was ready to read at once.
    std::size_t largest_read() const { return largest_read_; }

    // How many bytes the server has read.
    std::size_t bytes_read() const { return bytes_read_; }

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override;
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) override;
    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
    void finish_sending() override { finished_ = true; }
    void reset() override { reset_ = true; }
    Peer peer() const override;
    void cancel() override { cancelled_ = true; }

private:
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    struct Move {
        enum class Kind { bytes, silence, until_text, end };
        Kind kind = Kind::silence;
        std::string text;
        std::chrono::milliseconds time{0};
    };

    // Lets time pass, as much as asked for or until the deadline. False: it was the deadline.
    bool pass(std::chrono::milliseconds time);
    std::size_t take_bytes(Move& move, asio::mutable_buffer into);

    // The client takes some of these bytes. 0: it takes no more.
    std::size_t accept(std::string_view bytes);
    bool accept_all(std::string_view bytes);

    files::Deadlines& deadlines_;
    std::deque<Move> script_;
    std::string output_;
    int writes_ = 0;
    std::size_t accepted_ = unlimited;
    std::size_t vanishes_after_ = unlimited;
    std::size_t rate_ = 0;
    std::chrono::milliseconds elapsed_{0};
    bool cancelled_ = false;
    bool finished_ = false;
    bool reset_ = false;
    std::size_t largest_read_ = 0;
    std::size_t bytes_read_ = 0;
};

}  // namespace played
