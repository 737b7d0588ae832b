#include "03-static-server/access_log.hpp"

#include <array>
#include <charconv>

#include "common/not_implemented.hpp"

namespace files {
namespace {

// BEGIN SOLUTION 3.9 helper
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void append_number(std::string& out, std::uint64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

// Exactly `width` digits, 4 at most.
void append_padded(std::string& out, unsigned number, int width) {
    constexpr unsigned powers[] = {1, 10, 100, 1000};
    while (width-- > 0) out += static_cast<char>('0' + number / powers[width] % 10);
}

// [10/Oct/2000:13:55:36 +0000]
void append_time(std::string& out, http::Seconds time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const auto second = static_cast<unsigned>((time - midnight).count());
    out += '[';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out.append("/").append(month_names[static_cast<unsigned>(date.month()) - 1]).append("/");
    append_padded(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    out += ':';
    append_padded(out, second / 3600, 2);
    out += ':';
    append_padded(out, second / 60 % 60, 2);
    out += ':';
    append_padded(out, second % 60, 2);
    out += " +0000]";
}

std::size_t escaped_size(char c) {
    if (c == '"' || c == '\\') return 2;
    return c >= 0x20 && c < 0x7F ? 1 : 4;
}

void append_escaped(std::string& out, char c) {
    constexpr char hex_digits[] = "0123456789abcdef";
    if (escaped_size(c) == 4) {
        const auto byte = static_cast<unsigned char>(c);
        out.append("\\x").append(1, hex_digits[byte >> 4]).append(1, hex_digits[byte & 0x0F]);
        return;
    }
    if (escaped_size(c) == 2) out += '\\';
    out += c;
}

// Appends `text` escaped while `room` lasts. False if it had to be cut, after "...".
bool append_text(std::string& out, std::string_view text, std::size_t& room) {
    for (const char c : text) {
        if (escaped_size(c) > room) {
            out += "...";
            return false;
        }
        room -= escaped_size(c);
        append_escaped(out, c);
    }
    return true;
}

// The request line between its quotes, or "-".
void append_request(std::string& out, const LogEntry& entry) {
    std::size_t room = log_request_bytes;
    out += '"';
    bool whole = true;
    bool first = true;
    for (const std::string_view part : {entry.method, entry.target, entry.version}) {
        if (part.empty() || !whole) continue;
        whole = (first || append_text(out, " ", room)) && append_text(out, part, room);
        first = false;
    }
    out += first ? "-\"" : "\"";
}
// END SOLUTION

}  // namespace

void append_log_line(std::string& out, const LogEntry& entry) {
    // À écrire : ajoutez à out une ligne au format commun, date en UTC, mois en anglais ; « - » quand le corps est
    // vide, "-" quand la requête est illisible. Échappez tout ce qui vient du client ; coupez à log_request_bytes.
    // BEGIN SOLUTION 3.9
    std::size_t room = log_request_bytes;
    append_text(out, entry.peer, room);
    out += " - - ";
    append_time(out, entry.time);
    out += ' ';
    append_request(out, entry);
    out += ' ';
    append_number(out, static_cast<std::uint64_t>(entry.status));
    out += ' ';
    if (entry.body_bytes == 0) {
        out += '-';
    } else {
        append_number(out, entry.body_bytes);
    }
    out += '\n';
    // END SOLUTION
}

std::string log_line(const LogEntry& entry) {
    std::string line;
    append_log_line(line, entry);
    return line;
}

}  // namespace files
