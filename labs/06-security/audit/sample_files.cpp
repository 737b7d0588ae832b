#include "06-security/audit/sample_files.hpp"

#include <zlib.h>

#include <cstdint>
#include <stdexcept>

namespace audit {
namespace {

using namespace std::string_view_literals;

std::string little(std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
}

std::string big(std::uint32_t value) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
    return text;
}

std::uint32_t checksum(std::string_view bytes) {
    return static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

// `window`: 15 with zlib's own head, -15 without any (what ZIP wants).
std::string deflated(std::string_view bytes, int window) {
    z_stream stream{};
    if (::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error{"zlib ne veut pas compresser"};
    }
    std::string packed(::deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int outcome = ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (outcome != Z_STREAM_END) throw std::runtime_error{"zlib ne veut pas compresser"};
    return packed;
}

// One chunk of a PNG (W3C PNG §5.3): length, kind, data, CRC of kind and data.
std::string png_chunk(std::string_view kind, std::string_view data) {
    const std::string checked = std::string{kind}.append(data);
    return big(static_cast<std::uint32_t>(data.size())) + checked + big(checksum(checked));
}

struct ZipEntry {
    std::string name;
    std::uint32_t method = 0;  // 0 as it is, 8 deflate
    std::string packed;
    std::uint32_t unpacked = 0;
    std::uint32_t checksum = 0;
};

// What local header and central directory have in common: from the version needed to the lengths (§4.4).
std::string zip_facts(const ZipEntry& entry) {
    std::string facts = little(20, 2) + little(0, 2) + little(entry.method, 2);
    facts += little(0, 2) + little(0x21, 2);  // midnight of 1 January 1980
    facts += little(entry.checksum, 4) + little(static_cast<std::uint32_t>(entry.packed.size()), 4);
    facts += little(entry.unpacked, 4) + little(static_cast<std::uint32_t>(entry.name.size()), 2) + little(0, 2);
    return facts;
}

std::string zip_with(const ZipEntry& entry) {
    const std::string local = std::string{"PK\3\4"sv} + zip_facts(entry) + entry.name + entry.packed;
    std::string central = std::string{"PK\1\2"sv} + little(20, 2) + zip_facts(entry);
    central += little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(0, 4) + entry.name;
    std::string end{"PK\5\6"sv};
    end += little(0, 4) + little(1, 2) + little(1, 2) + little(static_cast<std::uint32_t>(central.size()), 4);
    end += little(static_cast<std::uint32_t>(local.size()), 4) + little(0, 2);
    return local + central + end;
}

}  // namespace

std::string small_png() {
    std::string size = big(1) + big(1);
    size.append("\x08\x02\0\0\0"sv);  // 8 bits, RGB, and nothing special
    const std::string point = deflated("\0\x20\x60\xA0"sv, 15);
    return std::string{"\x89PNG\r\n\x1A\n"sv} + png_chunk("IHDR", size) + png_chunk("IDAT", point) +
           png_chunk("IEND", {});
}

std::string zip_of(std::string_view name, std::string_view bytes) {
    return zip_with({.name = std::string{name},
                     .packed = std::string{bytes},
                     .unpacked = static_cast<std::uint32_t>(bytes.size()),
                     .checksum = checksum(bytes)});
}

std::string zip_bomb(std::size_t unpacked) {
    const std::string zeros(unpacked, '\0');
    return zip_with({.name = "zeros.bin",
                     .method = 8,
                     .packed = deflated(zeros, -15),
                     .unpacked = static_cast<std::uint32_t>(unpacked),
                     .checksum = checksum(zeros)});
}

}  // namespace audit
