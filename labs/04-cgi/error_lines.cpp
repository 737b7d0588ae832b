#include "04-cgi/error_lines.hpp"

#include <algorithm>
#include <utility>

#include "04-cgi/limits.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

ErrorLines::ErrorLines(const Limits& limits, Write write)
    : line_bytes_{limits.error_line_bytes}, most_lines_{limits.error_lines}, write_{std::move(write)} {
    line_.reserve(std::min<std::size_t>(line_bytes_, 128));
}

void ErrorLines::add(std::string_view bytes) {
    // À écrire : les octets arrivent en morceaux quelconques. Jusqu'au « \n », ils s'ajoutent à line_, qui ne dépasse
    // jamais line_bytes_ (le reste de la ligne se perd, et line_is_cut_ le retient) ; chaque « \n » appelle end_line.
    // BEGIN SOLUTION 4.5
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        const std::size_t kept = std::min(end, line_bytes_ - line_.size());
        line_ += bytes.substr(0, kept);
        if (kept < end) line_is_cut_ = true;
        if (end == bytes.size()) return;
        end_line();
        bytes.remove_prefix(end + 1);
    }
    // END SOLUTION
}

namespace {

// Escaped, but for the quotation marks: they end nothing here, and Python's complaints are full of them.
std::string readable(std::string_view line) {
    std::string text = common::escape_bytes(line);
    std::size_t at = 0;
    while ((at = text.find('\\', at)) != std::string::npos) {
        const bool is_quote = text[at + 1] == '"';
        if (is_quote) text.erase(at, 1);
        at += is_quote ? 1 : 2;
    }
    return text;
}

}  // namespace

void ErrorLines::end_line() {
    if (!line_is_cut_ && line_.ends_with('\r')) line_.pop_back();
    const bool was_cut = std::exchange(line_is_cut_, false);
    if (line_.empty()) return;
    if (lines_ < most_lines_) {
        ++lines_;
        write_(readable(line_) + (was_cut ? "…" : ""));
    } else {
        ++left_out_;
    }
    line_.clear();
}

void ErrorLines::finish() {
    end_line();
    if (left_out_ == 0) return;
    const std::string count = std::to_string(left_out_);
    write_(left_out_ == 1 ? "… 1 ligne de plus a été omise" : "… " + count + " lignes de plus ont été omises");
    left_out_ = 0;
}

}  // namespace cgi
