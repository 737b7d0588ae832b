#pragma once

#include <zlib.h>

#include <array>
#include <string>
#include <string_view>

namespace client {

// One compressed text, gzip (RFC 1952) or deflate, given piece by piece and undone piece by piece by zlib. Given: what
// remains for Decoder is to put several behind each other, and to count.
//
// gzip: several members, one behind the other, are one text. What follows the last one and begins no other is ignored,
// as browsers, curl and gzip do: servers add zeros, and line ends.
// deflate: RFC 9110 §8.4.1.2 means the zlib format (RFC 1950), some servers send deflate without it (RFC 1951). The
// first two bytes tell: those of zlib are a multiple of 31.
class Inflater {
public:
    enum class Format { gzip, deflate };

    explicit Inflater(Format format);
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    // The next compressed bytes, which must stay valid until next() has returned nothing. Not before that.
    void add(std::string_view bytes) { input_ = bytes; }

    // The next decoded bytes, at most 16 KiB, valid until the next call; empty: all that was added has been read.
    // Throws DecodingError.
    std::string_view next();

    // Has the text come to its end? True as well if there was never a byte: an empty body is sent with any coding.
    bool is_whole() const;

private:
    void start(int window_bits);
    bool decide_format();
    bool begin_member();
    std::string_view& source() { return first_bytes_left_.empty() ? input_ : first_bytes_left_; }
    std::string_view inflate_some(std::string_view& source);
    void judge(int result);

    Format format_;
    z_stream stream_{};
    std::array<char, 16 * 1024> output_;
    std::string_view input_;
    std::string first_bytes_;            // of deflate: kept until there are two
    std::string_view first_bytes_left_;  // what zlib has not had of them
    bool is_started_ = false;
    bool has_ended_ = false;       // the text, or one member of it
    bool is_first_member_ = true;
    bool is_over_ = false;         // what follows is ignored
};

}  // namespace client
