#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "03-static-server/handler.hpp"

namespace played {

// A body that a test makes while it is sent.
class MadeBody final : public files::BodySource {
public:
    struct Plan {
        std::vector<std::string> pieces = {};
        std::optional<std::uint64_t> length = {};
        int status = 200;
        bool complete = true;
        bool ready = false;     // before its first piece
        bool has_head = false;
        bool fails = false;     // throws once it has given its pieces
        std::function<void(files::Exchange&)> while_making = {};  // called each time a piece is asked for
    };

    // What became of it.
    struct Record {
        int asked = 0;                      // pieces
        int finished = 0;                   // calls of finish()
        std::string output_at_first_piece;  // what the client in memory had got when the first one was asked for
    };

    MadeBody(Plan plan, Record& record, files::Exchange& exchange)
        : plan_{std::move(plan)}, record_{record}, exchange_{exchange} {}

    asio::awaitable<std::string_view> next() override;
    bool is_ready() const override { return plan_.ready && given_ == 0; }
    bool is_complete() const override { return plan_.complete; }
    asio::awaitable<void> finish() override;

    // A handler that answers each request with such a body. The record must outlive it.
    static files::Handler handler(Plan plan, Record& record);

private:
    Plan plan_;
    Record& record_;
    files::Exchange& exchange_;
    std::size_t given_ = 0;
};

}  // namespace played
