#include "05-https-client/playground/compressed.hpp"

#include <zlib.h>

#include <new>

namespace playground {
namespace {

constexpr std::size_t mebibyte = 1024 * 1024;

// What zlib calls the three formats that it writes.
constexpr int zlib_window = 15;
constexpr int gzip_window = 15 + 16;
constexpr int raw_window = -15;

// A gzip file without name or date (RFC 1952 §2.3), from any system.
constexpr std::string_view gzip_head{"\x1F\x8B\x08\0\0\0\0\0\x02\xFF", 10};

// An empty last block (RFC 1951 §3.2.6).
constexpr std::string_view last_block{"\x03\0", 2};

Bytef* zlib_bytes(const char* bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes));
}

// All of it at once. `flush`: Z_FINISH, or Z_FULL_FLUSH for a piece behind which others may stand.
std::string deflated(std::string_view bytes, int window, int flush) {
    constexpr int usual_memory = 8;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, usual_memory, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc{};
    }
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())) + 16, '\0');
    stream.next_in = zlib_bytes(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = zlib_bytes(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, flush);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

// Four bytes, the lowest first.
std::string little_endian(std::uint64_t number) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(number >> shift);
    return bytes;
}

uLong checksum_of_zeros(std::uint64_t mebibytes) {
    const std::string zeros(mebibyte, '\0');
    const uLong of_one = crc32(0, zlib_bytes(zeros.data()), static_cast<uInt>(zeros.size()));
    uLong checksum = crc32(0, nullptr, 0);
    for (std::uint64_t i = 0; i < mebibytes; ++i) checksum = crc32_combine(checksum, of_one, mebibyte);
    return checksum;
}

}  // namespace

std::string compressed(std::string_view bytes, Coding coding) {
    return deflated(bytes, coding == Coding::gzip ? gzip_window : zlib_window, Z_FINISH);
}

GzipBomb::GzipBomb(std::uint64_t mebibytes)
    : block_{deflated(std::string(mebibyte, '\0'), raw_window, Z_FULL_FLUSH)},
      end_{std::string{last_block} + little_endian(checksum_of_zeros(mebibytes)) +
           little_endian(mebibytes * mebibyte)},
      mebibytes_{mebibytes} {}

std::uint64_t GzipBomb::size() const {
    return gzip_head.size() + mebibytes_ * block_.size() + end_.size();
}

Make GzipBomb::pieces() const {
    return [bomb = *this, next = std::uint64_t{0}]() mutable {
        const std::uint64_t at = next++;
        if (at == 0) return std::string{gzip_head};
        if (at <= bomb.mebibytes_) return bomb.block_;
        return at == bomb.mebibytes_ + 1 ? bomb.end_ : std::string{};
    };
}

}  // namespace playground
