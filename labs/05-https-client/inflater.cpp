#include "05-https-client/inflater.hpp"

#include <algorithm>
#include <new>

#include "05-https-client/errors.hpp"

namespace client {

namespace {

constexpr int zlib_format = MAX_WBITS;
constexpr int gzip_format = MAX_WBITS + 16;
constexpr int raw_format = -MAX_WBITS;
constexpr char gzip_first_byte = '\x1F';

// CMF and FLG (RFC 1950 §2.2): the method is 8, and together they are a multiple of 31.
bool is_zlib_header(std::string_view bytes) {
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    return (first & 0x0F) == 8 && (first * 256 + second) % 31 == 0;
}

}  // namespace

Inflater::Inflater(Format format) : format_{format} {
    if (format == Format::gzip) start(gzip_format);
}

Inflater::~Inflater() {
    if (is_started_) ::inflateEnd(&stream_);
}

void Inflater::start(int window_bits) {
    if (::inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc{};
    is_started_ = true;
}

std::string_view Inflater::next() {
    if (!decide_format()) return {};
    for (;;) {
        if (has_ended_ && !begin_member()) return {};
        const std::string_view decoded = inflate_some(source());
        if (!decoded.empty()) return decoded;
        if (source().empty()) return {};
    }
}

bool Inflater::is_whole() const {
    if (!is_started_) return first_bytes_.empty();
    if (has_ended_) return true;
    return is_first_member_ ? stream_.total_in == 0 : stream_.total_in <= 1;  // one byte may be what is ignored
}

// Returns false while the format cannot be told.
bool Inflater::decide_format() {
    if (is_started_) return true;
    while (first_bytes_.size() < 2 && !input_.empty()) {
        first_bytes_ += input_.front();
        input_.remove_prefix(1);
    }
    if (first_bytes_.size() < 2) return false;
    start(is_zlib_header(first_bytes_) ? zlib_format : raw_format);
    first_bytes_left_ = first_bytes_;
    return true;
}

// Returns false if no other member begins (yet) behind the one that has ended.
bool Inflater::begin_member() {
    if (source().empty()) return false;
    is_over_ = is_over_ || format_ != Format::gzip || source().front() != gzip_first_byte;
    if (is_over_) {
        first_bytes_left_ = input_ = {};
        return false;
    }
    ::inflateReset(&stream_);
    has_ended_ = false;
    is_first_member_ = false;
    return true;
}

std::string_view Inflater::inflate_some(std::string_view& source) {
    constexpr std::size_t most = 1u << 30;  // zlib counts in unsigned int
    const auto given = static_cast<uInt>(std::min(source.size(), most));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(source.data()));
    stream_.avail_in = given;
    stream_.next_out = reinterpret_cast<Bytef*>(output_.data());
    stream_.avail_out = static_cast<uInt>(output_.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    source.remove_prefix(given - stream_.avail_in);
    judge(result);
    return {output_.data(), output_.size() - stream_.avail_out};
}

void Inflater::judge(int result) {
    if (result == Z_OK || result == Z_BUF_ERROR) return;  // the latter: no input, nothing kept back
    if (result == Z_MEM_ERROR) throw std::bad_alloc{};
    const bool is_no_member = !is_first_member_ && stream_.total_in <= 2 && stream_.total_out == 0;
    has_ended_ = result == Z_STREAM_END || is_no_member;
    is_over_ = is_no_member && result != Z_STREAM_END;
    if (has_ended_) return;
    throw DecodingError{format_ == Format::gzip ? "le corps annoncé en gzip n'en est pas, ou il a été abîmé"
                                                : "le corps annoncé en deflate n'en est pas, ou il a été abîmé"};
}

}  // namespace client
