#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace client {

// Step 5.6. What a request carries, piece by piece: the memory it takes does not depend on its size.
class RequestBody {
public:
    RequestBody() = default;
    virtual ~RequestBody() = default;
    RequestBody(const RequestBody&) = delete;  // what next() gives out are views of what a body holds
    RequestBody& operator=(const RequestBody&) = delete;

    // Bytes, known beforehand (Content-Length); nothing: not known, it is sent in chunks.
    virtual std::optional<std::uint64_t> length() const = 0;

    // The next bytes, at least one, valid until the next call; empty at the end. Throws std::system_error when the
    // source cannot be read, or has become shorter than was announced.
    virtual std::string_view next() = 0;

    // Back to the beginning, to send it once more (a redirect 307, a connection that was stale). False: the source can
    // be read only once (a pipe).
    virtual bool rewind() = 0;
};

// From memory.
class BytesBody final : public RequestBody {
public:
    explicit BytesBody(std::string bytes) : bytes_{std::move(bytes)} {}

    std::optional<std::uint64_t> length() const override { return bytes_.size(); }
    std::string_view next() override { return std::exchange(rest_, {}); }
    bool rewind() override {
        rest_ = bytes_;
        return true;
    }

private:
    std::string bytes_;
    std::string_view rest_ = bytes_;
};

}  // namespace client
