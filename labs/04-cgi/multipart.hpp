#pragma once

#include <string>
#include <string_view>

#include "02-http-message/parsed.hpp"
#include "04-cgi/form_limits.hpp"
#include "04-cgi/part_head.hpp"

namespace cgi {

// Step 4.6. A multipart/form-data body (RFC 7578, RFC 2046 §5.1): parts, separated by lines that hold a boundary, which
// the client has chosen so that it stands in no part, and announced in Content-Type.
//
//     --limite
//     Content-Disposition: form-data; name="nom"
//
//     Zoé
//     --limite
//     Content-Disposition: form-data; name="photo"; filename="a.jpg"
//     Content-Type: image/jpeg
//
//     …bytes…
//     --limite--
//
// The line end before a boundary belongs to the boundary, not to the part: "Zoé" has four bytes. Text before the first
// boundary and behind the last one (preamble and epilogue) is nothing.
//
// A line ends in CR LF, everywhere. « --limite » may be followed by spaces and tabs, then CR LF; « --limite-- » by
// anything. « --limiteX » is no boundary: it is data, as for nearly all other readers. « --limite » followed by LF
// alone is refused: some readers would see a boundary there, others data.

// What stands at the start of some bytes.
enum class Piece {
    data,           // of the part (or of the preamble): used() bytes of it, at least one
    delimiter,      // a line with the boundary: another part follows
    end_delimiter,  // « --boundary-- »: the last one
};

// Looks at the bytes where data may go on, or a boundary stand. used(): the length of the data, or of the delimiter
// with the line ends around it. `at_line_start`: a line begins here (the start of the body, or behind the head of a
// part), so that the CR LF before the boundary may be missing.
//
// Incomplete when nothing can be said without more bytes. The data does not depend on where the input is cut, but its
// pieces do: a CR at the end of the input waits for what follows it.
// Rejected with 400: a boundary followed by LF alone, or by more than 256 spaces and tabs.
http::Parsed<Piece> next_piece(std::string_view bytes, std::string_view boundary, bool at_line_start);

// One thing that happened in the body.
struct MultipartEvent {
    enum class Kind {
        nothing,      // bytes were read of which nothing is to be told: preamble, first boundary
        part_begins,  // `head`
        data,         // `data`, a view into the bytes given
        part_ends,
    };

    Kind kind = Kind::nothing;
    PartHead head = {};
    std::string_view data = {};
};

// Reads such a body, whatever its length, keeping none of it: it hands out views into the bytes it is given.
//
//     cgi::MultipartParser parser{boundary, limits};
//     while (!parser.finished()) {
//         auto event = parser.next(bytes);
//         if (event.is_incomplete()) {
//             read more bytes behind `bytes`; none left: that is the error parser.cut_short() names
//         } else if (event.is_rejected()) {
//             …
//         } else {
//             use(event.value());
//             bytes.remove_prefix(event.used());
//         }
//     }
class MultipartParser {
public:
    MultipartParser(std::string boundary, const FormLimits& limits)
        : boundary_{std::move(boundary)}, limits_{limits} {}

    // What happens next, at the start of `bytes`. Incomplete: ask again with more bytes (of what it waits for there are
    // limits.head_bytes at most). Rejected: what next_piece and parse_part_head reject, and with 413 more parts than
    // the limits allow. Not to be called once finished().
    http::Parsed<MultipartEvent> next(std::string_view bytes);

    // Was the last boundary read? What follows it does not count.
    bool finished() const { return state_ == State::finished; }

    // What is wrong with a body that ends here, before finished(). The offset is 0: the end of the bytes used.
    http::Rejected cut_short() const;

private:
    enum class State { preamble, head, data, finished };

    std::string boundary_;
    FormLimits limits_;
    State state_ = State::preamble;
    bool at_line_start_ = true;  // no byte of the preamble, or of this part's data, was read
    std::size_t parts_ = 0;      // begun
};

}  // namespace cgi
