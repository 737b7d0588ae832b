#pragma once

#include <memory>
#include <optional>
#include <string>

#include "05-https-client/answer_body.hpp"
#include "05-https-client/decoder.hpp"
#include "05-https-client/limits.hpp"
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
    // `codings`: the value of Content-Encoding, empty if the body is not encoded. It is looked at when the body has a
    // first byte: servers announce a coding for bodies that they do not send, and for those that nobody reads.
    SessionBody(Lease lease, const Timer& timer, std::shared_ptr<Observer> observer, std::string codings,
                const Limits& limits, Meter meter)
        : lease_{std::move(lease)},
          timer_{timer},
          observer_{std::move(observer)},
          codings_{std::move(codings)},
          limits_{limits},
          meter_{std::move(meter)} {}

    std::string_view next() override;
    void discard(std::uint64_t limit) override;

private:
    std::string_view receive();
    void decode(std::string_view piece);
    void check_size() const;
    void finish();

    Lease lease_;
    Timer timer_;
    std::shared_ptr<Observer> observer_;
    std::string codings_;
    Limits limits_;
    std::optional<Decoder> decoder_;
    Meter meter_;
    std::uint64_t received_ = 0;  // bytes, not decoded
};

}  // namespace client
