#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "05-https-client/progress.hpp"

namespace tool {

// « 45 % [█████       ] 12,3 Mo sur 27,1 Mo, 3,4 Mo/s, reste 0:05 », on one line that is written over and over.
//
// `rate`: bytes a second. At most `columns` wide: what does not fit is left out, the bar first.
std::string progress_line(const client::Progress& progress, double rate, std::size_t columns);

// « 999 o », « 12,3 ko », « 1,5 Go »: powers of ten, as disks and networks are sold.
std::string format_size(double bytes);

// « 0:05 », « 12:34 », « 1:02:03 »
std::string format_duration(std::chrono::seconds duration);

// How fast it goes, over the last few seconds: what happened a minute ago says nothing of the time left.
class Rate {
public:
    // Bytes a second.
    double add(std::chrono::milliseconds elapsed, std::uint64_t done);

private:
    struct Point {
        std::chrono::milliseconds elapsed;
        std::uint64_t done;
    };
    std::deque<Point> points_;
};

// Draws it on standard error. Only for a terminal: whoever makes one has asked should_draw().
class ProgressBar {
public:
    ~ProgressBar() { clear(); }
    ProgressBar() = default;
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void draw(const client::Progress& progress);

    // Leaves what was drawn last, and goes to the next line.
    void clear();

    // Is standard error a terminal that can do this?
    static bool should_draw();

private:
    Rate rate_;
    bool sending_ = false;
    bool drawn_ = false;
};

// The width of the terminal on this descriptor, 80 if it does not say.
std::size_t terminal_columns(int fd);

}  // namespace tool
