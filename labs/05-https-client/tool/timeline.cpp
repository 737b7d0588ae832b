#include "05-https-client/tool/timeline.hpp"

#include <algorithm>
#include <cstdio>

#include "05-https-client/tool/printable.hpp"

namespace tool {
namespace {

constexpr std::size_t most_rows = 500;
constexpr std::size_t most_ticks = 8;
constexpr std::size_t shown_target = 90;  // bytes

double share(Moment moment, Moment length) {
    return static_cast<double>(moment.count()) / static_cast<double>(length.count());
}

std::string title_of(const Exchange& exchange, const Secrets& secrets) {
    if (exchange.method.empty()) return "connexion à " + (exchange.address.empty() ? "?" : exchange.address);
    std::string target = exchange.target;
    if (target.starts_with('/')) target.insert(0, (exchange.secure ? "https://" : "http://") + exchange.host);
    std::string shown = printable_line(secrets.in_address(target));
    if (shown.size() > shown_target) {
        shown.resize(shown_target);
        shown.resize(shown.size() - unfinished_bytes(shown));
        shown += "…";
    }
    const std::string status = exchange.answer ? std::to_string(exchange.answer->status) : "pas de réponse";
    return printable_line(exchange.method) + " " + shown + " → " + status;
}

std::string note_of(const Exchange& exchange, const Secrets& secrets) {
    std::string note = exchange.reused ? "connexion réutilisée" : exchange.tls;
    if (exchange.followed_by.empty()) return note;
    if (!note.empty()) note += ", puis ";
    return note + secrets.in_address(exchange.followed_by);
}

// What an axis of time begins and ends with.
struct Axis {
    Moment start;
    Moment length;

    double place(Moment moment) const { return share(moment - start, length); }
};

Row row_of(const Exchange& exchange, const Axis& axis, const Secrets& secrets) {
    Row row{.title = title_of(exchange, secrets),
            .note = note_of(exchange, secrets),
            .from = axis.place(exchange.began),
            .to = axis.place(exchange.ended),
            .duration = exchange.ended - exchange.began,
            .bars = {}};
    for (const Phase phase : all_phases) {
        const Span& span = exchange.at(phase);
        if (!span.from) continue;
        const Moment end = span.to.value_or(exchange.ended);
        row.bars.push_back(
            {phase, axis.place(*span.from), axis.place(end), end - *span.from, !span.to.has_value()});
    }
    return row;
}

}  // namespace

Moment tick_step(Moment length) {
    Moment step{1};
    for (;;) {
        for (const int factor : {1, 2, 5}) {
            if (length / (step * factor) <= static_cast<Moment::rep>(most_ticks)) return step * factor;
        }
        step *= 10;
    }
}

std::string format_moment(Moment moment) {
    const auto count = static_cast<double>(moment.count());
    char text[32];
    if (count < 1'000) {
        std::snprintf(text, sizeof text, "%.0f\u00A0µs", count);
    } else if (count < 1'000'000) {
        std::snprintf(text, sizeof text, count < 100'000 ? "%.1f\u00A0ms" : "%.0f\u00A0ms", count / 1e3);
    } else {
        std::snprintf(text, sizeof text, "%.2f\u00A0s", count / 1e6);
    }
    std::string out{text};
    std::replace(out.begin(), out.end(), '.', ',');
    return out;
}

Waterfall waterfall(const std::vector<Exchange>& exchanges, const Secrets& secrets) {
    Waterfall result{.length = Moment{1}, .ticks = {}, .rows = {}};
    const Moment start = exchanges.empty() ? Moment{0} : exchanges.front().began;
    for (const Exchange& exchange : exchanges) result.length = std::max(result.length, exchange.ended - start);
    const Moment step = tick_step(result.length);
    for (Moment tick{0}; tick <= result.length; tick += step) result.ticks.push_back(tick);
    for (const Exchange& exchange : exchanges) {
        if (result.rows.size() == most_rows) break;
        result.rows.push_back(row_of(exchange, {start, result.length}, secrets));
    }
    return result;
}

}  // namespace tool
