#pragma once

#include <memory>
#include <optional>

#include "05-https-client/answer_body.hpp"
#include "05-https-client/decoder.hpp"
#include "05-https-client/meter.hpp"
#include "05-https-client/route.hpp"

namespace client {

// A connection on loan from a pool: given back with give_back(), otherwise closed when this is destroyed.
struct Lease {
    std::shared_ptr<Pool> pool;
    Route route;
    std::unique_ptr<Connection> connection;
    bool used_before = false;

    void give_back() { pool->give_back(route, std::move(connection)); }
};

// The body of an answer over its connection, which goes back to its pool once the body has been read to its end.
class SessionBody final : public AnswerBody {
public:
    // `decoder`: nothing if the body is not encoded.
    SessionBody(Lease lease, const Timer& timer, std::shared_ptr<Observer> observer, std::optional<Decoder> decoder,
                Meter meter)
        : lease_{std::move(lease)},
          timer_{timer},
          observer_{std::move(observer)},
          decoder_{std::move(decoder)},
          meter_{std::move(meter)} {}

    std::string_view next() override;
    void discard(std::uint64_t limit) override;

private:
    std::string_view receive();
    void finish();

    Lease lease_;
    Timer timer_;
    std::shared_ptr<Observer> observer_;
    std::optional<Decoder> decoder_;
    Meter meter_;
    bool received_ = false;  // anything
};

}  // namespace client
