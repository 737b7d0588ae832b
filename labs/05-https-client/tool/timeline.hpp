#pragma once

#include <string>
#include <vector>

#include "05-https-client/tool/recorder.hpp"
#include "05-https-client/tool/secrets.hpp"
#include "common/terminal.hpp"

namespace tool {

// Where the time went, drawn as a waterfall: one row an exchange, redirects and repetitions included, one bar a phase,
// on a common axis of time.
struct Bar {
    Phase phase = Phase::name;
    double from = 0;  // share of the axis, 0 to 1
    double to = 0;
    Moment duration{};
    bool broken = false;  // it did not come to its end
};

struct Row {
    std::string title;   // « GET http://127.0.0.1:8081/get → 200 »
    std::string note;    // what came after it, or that the connection had been there: may be empty
    double from = 0;
    double to = 0;
    Moment duration{};
    std::vector<Bar> bars;
};

struct Waterfall {
    Moment length{};          // of the axis
    std::vector<Moment> ticks;
    std::vector<Row> rows;
};

// The axis begins with the first exchange. At most 500 rows: the first ones.
Waterfall waterfall(const std::vector<Exchange>& exchanges, const Secrets& secrets);

// The distance between two ticks: 1, 2 or 5 times a power of ten microseconds, at most eight of them in `length`.
Moment tick_step(Moment length);

// « 850 µs », « 12,3 ms », « 1,25 s »
std::string format_moment(Moment moment);

// A self-contained page (inline SVG, no script, nothing from outside).
std::string timeline_page(const Waterfall& waterfall);

// On the terminal, `columns` wide: a letter for each phase, so that it can be read without colours.
std::string timeline_text(const Waterfall& waterfall, std::size_t columns, const common::Palette& palette);

}  // namespace tool
