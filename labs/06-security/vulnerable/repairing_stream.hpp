#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "03-static-server/server.hpp"
#include "06-security/vulnerable/lenient_chunks.hpp"
#include "06-security/vulnerable/lenient_head.hpp"

namespace vulnerable {

// What is changed on the way between the client and the server proper.
struct Repairs {
    std::vector<Repair> head;      // of the first request of a connection, before the strict parser of lab 02 sees it
    bool chunk_sizes = false;      // in the body behind it
    std::vector<Repair> answers;   // the head of each answer, before the client sees it

    bool empty() const { return head.empty() && !chunk_sizes && answers.empty(); }
};

// A stream that repairs what passes, as a lenient gateway in front of this server would. Of the requests of a
// connection it repairs the first; what follows passes as it is. The first is enough: an attack has its connection to
// itself.
//
// It stands before another stream, plain or TLS, which does the work.
class RepairingStream final : public files::Stream {
public:
    // The references must outlive the stream.
    RepairingStream(std::unique_ptr<files::Stream> inner, files::Deadlines& deadlines, const files::Limits& limits,
                    const Repairs& repairs)
        : Stream{deadlines}, inner_{std::move(inner)}, limits_{limits}, repairs_{repairs} {}

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override;
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) override;
    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
    void finish_sending() override { inner_->finish_sending(); }
    void reset() override { inner_->reset(); }
    Peer peer() const override { return inner_->peer(); }
    bool is_secure() const override { return inner_->is_secure(); }
    void cancel() override { inner_->cancel(); }

private:
    // Fills repaired_ with the head and what came with it; with less if the client says no more.
    asio::awaitable<void> receive_head(asio::mutable_buffer room);
    void repair_head(std::size_t head_size);
    std::string repaired_answer(std::string_view first) const;
    std::size_t take(asio::mutable_buffer into);

    std::unique_ptr<files::Stream> inner_;
    const files::Limits& limits_;
    const Repairs& repairs_;
    bool has_head_ = false;
    std::optional<LenientChunks> chunks_;
    std::string repaired_;  // and not read yet
};

// Streams as `inner` makes them (empty: plain ones), with repairs.
files::MakeStream repairing(files::MakeStream inner, Repairs repairs);

}  // namespace vulnerable
