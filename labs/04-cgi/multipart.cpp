#include "04-cgi/multipart.hpp"

#include <algorithm>
#include <cassert>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

// BEGIN SOLUTION 4.6 helper
namespace {

constexpr std::size_t most_padding = 256;

// The delimiter that stands at the start of the bytes; incomplete if that is not known yet; nothing if there is none.
std::optional<http::Parsed<Piece>> delimiter_at_start(std::string_view bytes, std::string_view boundary,
                                                      bool at_line_start) {
    http::Scanner scanner{bytes};
    if (!at_line_start || scanner.next_is('\r')) scanner.expect("\r\n", {});
    scanner.expect("--", {});
    scanner.expect(boundary, {});
    if (scanner.next_is('-')) {
        scanner.expect("--", {});
        if (!scanner.stopped()) return http::Complete<Piece>{Piece::end_delimiter, scanner.at()};
    }
    const std::size_t padding_at = scanner.at();
    if (scanner.run(http::blank_bytes).size() > most_padding) {
        return http::Rejected{400, "trop d'espaces derrière une frontière (RFC 2046 §5.1.1)",
                              padding_at + most_padding};
    }
    if (scanner.next_is('\n')) {
        return http::Rejected{400, "la ligne d'une frontière finit par CR LF, non par LF seul (RFC 2046 §5.1.1)",
                              scanner.at()};
    }
    scanner.end_of_line({});
    if (scanner.ran_out()) return http::Incomplete{};
    if (scanner.stopped()) return std::nullopt;
    return http::Complete<Piece>{Piece::delimiter, scanner.at()};
}

// Could these bytes, of which more may follow, begin with this text?
bool may_begin_with(std::string_view bytes, std::string_view text) {
    return bytes.substr(0, text.size()) == text.substr(0, bytes.size());
}

// How many bytes come before the next place where a delimiter stands, or may stand once more bytes are there.
// Not at the very start: there is none.
std::size_t data_size(std::string_view bytes, std::string_view boundary) {
    const std::string delimiter = "\r\n--" + std::string{boundary};
    std::size_t at = bytes.find('\r', 1);
    while (at != bytes.npos && !may_begin_with(bytes.substr(at), delimiter)) at = bytes.find('\r', at + 1);
    return std::min(at, bytes.size());
}

}  // namespace
// END SOLUTION

http::Parsed<Piece> next_piece(std::string_view bytes, std::string_view boundary, bool at_line_start) {
    // À écrire : un délimiteur se tient-il au début de ces octets (CR LF, « -- », la frontière, puis « -- », ou des
    // blancs et CR LF) ? S'il manque des octets pour le savoir : Incomplete. Sinon ce sont des données, jusqu'au
    // prochain CR qui commence un délimiteur, ou pourrait en commencer un si d'autres octets suivaient. Refusez (400)
    // une frontière suivie de plus de 256 blancs, ou d'un LF sans CR : à la position de l'octet de trop.
    // BEGIN SOLUTION 4.6
    if (bytes.empty()) return http::Incomplete{};
    if (auto delimiter = delimiter_at_start(bytes, boundary, at_line_start)) return *delimiter;
    return http::Complete<Piece>{Piece::data, data_size(bytes, boundary)};
    // END SOLUTION
}

http::Parsed<MultipartEvent> MultipartParser::next(std::string_view bytes) {
    // À écrire : dans l'état head, parse_part_head ; l'événement est part_begins, et les données suivent. Dans les
    // états preamble et data, next_piece : des données (événement data, ou nothing dans le préambule), ou un
    // délimiteur, qui finit la partie (part_ends) s'il y en avait une, et mène à head ou, si c'est le dernier, à
    // finished. Comptez les parties : un délimiteur qui en annonce une de plus que limits_.parts est refusé (413).
    // Tenez at_line_start_ à jour.
    // BEGIN SOLUTION 4.6
    assert(!finished());
    using Kind = MultipartEvent::Kind;
    if (state_ == State::head) {
        auto head = parse_part_head(bytes, limits_);
        if (!head.is_complete()) return head.failure<MultipartEvent>();
        state_ = State::data;
        at_line_start_ = true;
        return http::Complete<MultipartEvent>{{Kind::part_begins, std::move(head.value())}, head.used()};
    }
    const auto piece = next_piece(bytes, boundary_, at_line_start_);
    if (!piece.is_complete()) return piece.failure<MultipartEvent>();
    const bool in_part = state_ == State::data;
    if (piece.value() == Piece::data) {
        at_line_start_ = false;
        const std::string_view data = bytes.substr(0, piece.used());
        return http::Complete<MultipartEvent>{{in_part ? Kind::data : Kind::nothing, {}, data}, piece.used()};
    }
    state_ = piece.value() == Piece::delimiter ? State::head : State::finished;
    if (state_ == State::head && ++parts_ > limits_.parts) {
        return http::Rejected{413, "le formulaire a trop de parties"};
    }
    return http::Complete<MultipartEvent>{{in_part ? Kind::part_ends : Kind::nothing}, piece.used()};
    // END SOLUTION
}

http::Rejected MultipartParser::cut_short() const {
    switch (state_) {
    case State::preamble: return {400, "le corps finit avant la première frontière (RFC 2046 §5.1.1)"};
    case State::head: return {400, "le corps finit dans l'en-tête d'une partie (RFC 2046 §5.1.1)"};
    case State::data: return {400, "le corps finit sans la dernière frontière, « --frontière-- » (RFC 2046 §5.1.1)"};
    case State::finished: break;
    }
    return {};
}

}  // namespace cgi
