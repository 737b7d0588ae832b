#include "02-http-message/chunked.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {

// BEGIN SOLUTION 2.7 helper
namespace {

// chunk-size = 1*HEXDIG (RFC 9112 §7.1), here 15 at most: the value fits 60 bits and no sum of sizes overflows.
std::uint64_t chunk_size(Scanner& scanner) {
    constexpr std::size_t most_digits = 15;
    std::uint64_t size = 0;
    std::size_t digits = 0;
    for (; digits < most_digits && scanner.next_is(hex_bytes); ++digits) {
        size = size * 16 + *hex_value(scanner.one(hex_bytes, {}).front());
    }
    if (digits == 0) scanner.reject("la taille d'un morceau s'écrit en hexadécimal, sans signe (RFC 9112 §7.1)");
    if (scanner.next_is(hex_bytes)) scanner.reject("la taille d'un morceau a 15 chiffres au plus (RFC 9112 §7.1)");
    return size;
}

// quoted-string (RFC 9110 §5.6.4).
void quoted_string(Scanner& scanner) {
    constexpr static ByteSet quoted_bytes{[](unsigned char byte) {
        return byte != '"' && byte != '\\' && text_bytes.contains(static_cast<char>(byte));
    }};
    scanner.expect("\"", {});
    scanner.run(quoted_bytes);
    while (scanner.next_is('\\')) {
        scanner.expect("\\", {});
        scanner.one(text_bytes, "une barre oblique inverse protège un caractère (RFC 9110 §5.6.4)");
        scanner.run(quoted_bytes);
    }
    scanner.expect("\"", "les guillemets de l'extension ne sont pas refermés (RFC 9110 §5.6.4)");
}

// chunk-ext-val = token / quoted-string.
void chunk_ext_val(Scanner& scanner, std::string_view reason) {
    if (scanner.next_is('"')) return quoted_string(scanner);
    scanner.one_or_more(token_bytes, reason);
}

// chunk-ext = *( BWS ";" BWS name [ BWS "=" BWS value ] ) (RFC 9112 §7.1.1): checked, then ignored, as we know none.
void chunk_ext(Scanner& scanner) {
    constexpr std::string_view form = "une extension de morceau s'écrit « ;nom » ou « ;nom=valeur » (RFC 9112 §7.1.1)";
    bool after_name = false;
    for (;;) {
        const bool blanks = !scanner.run(blank_bytes).empty();
        const bool has_value = after_name && scanner.next_is('=');
        if (!has_value && !blanks && !scanner.next_is(';')) return;
        scanner.expect(has_value ? "=" : ";", form);
        scanner.run(blank_bytes);
        if (has_value) {
            chunk_ext_val(scanner, form);
        } else {
            scanner.one_or_more(token_bytes, form);
        }
        after_name = !has_value;
    }
}

Parsed<std::uint64_t> size_line(std::string_view bytes, std::size_t limit) {
    const std::string_view line = line_within(bytes, limit);
    Scanner scanner{line};
    const std::uint64_t size = chunk_size(scanner);
    chunk_ext(scanner);
    scanner.end_of_line("la taille d'un morceau est suivie de CR LF (RFC 9112 §7.1)");
    if (scanner.ran_out() && line.size() < bytes.size()) {
        return Rejected{400, "la ligne de taille d'un morceau est trop longue (RFC 9112 §7.1.1)", line.size()};
    }
    if (scanner.stopped()) return scanner.why_stopped<std::uint64_t>();
    return Complete<std::uint64_t>{size, scanner.at()};
}

Parsed<Checked> data_end(std::string_view bytes) {
    Scanner scanner{bytes};
    scanner.end_of_line("les données d'un morceau sont suivies de CR LF (RFC 9112 §7.1)");
    if (scanner.stopped()) return scanner.why_stopped<Checked>();
    return Complete<Checked>{{}, scanner.at()};
}

// trailer-section (RFC 9112 §7.1.2): it has the grammar of header fields, but 431 would be said of those.
Parsed<Checked> trailer_section(std::string_view bytes, const Limits& limits) {
    const Parsed<Fields> fields = parse_fields(bytes, limits);
    if (fields.is_complete()) return Complete<Checked>{{}, fields.used()};
    return fields.failure<Checked>().with_status(400);
}

}  // namespace
// END SOLUTION

Parsed<std::string_view> ChunkedDecoder::next(std::string_view bytes) {
    // À écrire : selon state_, la ligne de taille (des chiffres hexadécimaux, une extension peut-être, CR LF), les
    // données (autant qu'il y en a, sans dépasser remaining_), le CR LF qui les suit, ou la section finale
    // (parse_fields) après le morceau de taille 0. Chaque appel avance d'un état au plus et rend ce qu'il a consommé.
    // BEGIN SOLUTION 2.7
    using Piece = std::string_view;
    assert(!finished());
    if (state_ == State::size_line) {
        const Parsed<std::uint64_t> size = size_line(bytes, limits_.chunk_line_bytes);
        if (!size.is_complete()) return size.failure<Piece>();
        remaining_ = size.value();
        state_ = remaining_ == 0 ? State::trailer : State::data;
        return Complete<Piece>{{}, size.used()};
    }
    if (state_ == State::data) {
        if (bytes.empty()) return Incomplete{};
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, bytes.size()));
        const Piece piece = bytes.substr(0, size);
        remaining_ -= piece.size();
        if (remaining_ == 0) state_ = State::data_end;
        return Complete<Piece>{piece, piece.size()};
    }
    const bool in_trailer = state_ == State::trailer;
    const Parsed<Checked> end = in_trailer ? trailer_section(bytes, limits_) : data_end(bytes);
    if (!end.is_complete()) return end.failure<Piece>();
    state_ = in_trailer ? State::finished : State::size_line;
    return Complete<Piece>{{}, end.used()};
    // END SOLUTION
}

std::string encode_chunk(std::string_view data) {
    // À écrire : la taille en hexadécimal (std::to_chars, base 16), CR LF, les données, CR LF.
    // BEGIN SOLUTION 2.7
    assert(!data.empty());
    char digits[16];
    char* const end = std::to_chars(std::begin(digits), std::end(digits), data.size(), 16).ptr;
    std::string chunk;
    chunk.reserve(data.size() + 20);
    chunk.append(std::begin(digits), end).append("\r\n").append(data).append("\r\n");
    return chunk;
    // END SOLUTION
}

}  // namespace http
