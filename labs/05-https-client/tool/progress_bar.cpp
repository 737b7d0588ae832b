#include "05-https-client/tool/progress_bar.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string_view>

#include "common/terminal.hpp"

namespace tool {
namespace {

constexpr std::chrono::milliseconds window{5'000};
constexpr std::size_t narrowest_bar = 5;
constexpr std::size_t widest_bar = 40;

// Full blocks, then one eighth to seven eighths of a block.
std::string bar(double share, std::size_t width) {
    constexpr std::array<std::string_view, 8> parts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths = static_cast<std::size_t>(std::clamp(share, 0.0, 1.0) * static_cast<double>(width * 8));
    std::string out;
    for (std::size_t i = 0; i < eighths / 8; ++i) out += "█";
    out += parts[eighths % 8];
    const std::size_t used = eighths / 8 + (eighths % 8 != 0 ? 1 : 0);
    return "[" + out + std::string(width - used, ' ') + "]";
}

std::string percentage(double share) {
    char text[16];
    std::snprintf(text, sizeof text, "%3.0f\u00A0%%", std::clamp(share, 0.0, 1.0) * 100);
    return text;
}

std::string amounts(const client::Progress& progress, double rate) {
    std::string text = format_size(static_cast<double>(progress.done));
    if (progress.total) text += " sur " + format_size(static_cast<double>(*progress.total));
    return text + ", " + format_size(rate) + "/s";
}

std::string time_left(const client::Progress& progress, double rate) {
    if (!progress.total || rate < 1) return "";
    if (progress.done >= *progress.total) {
        return ", en " + format_duration(std::chrono::duration_cast<std::chrono::seconds>(progress.elapsed));
    }
    const double left = static_cast<double>(*progress.total - progress.done) / rate;
    if (left > 360'000) return "";
    return ", reste " + format_duration(std::chrono::seconds{static_cast<long>(left + 0.5)});
}

}  // namespace

std::string format_size(double bytes) {
    constexpr std::array<std::string_view, 5> units{"o", "ko", "Mo", "Go", "To"};
    std::size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) bytes /= 1'000;
    char text[32];
    std::snprintf(text, sizeof text, unit > 0 && bytes < 99.95 ? "%.1f" : "%.0f", bytes);
    std::string out{text};
    std::replace(out.begin(), out.end(), '.', ',');
    return out.append("\u00A0").append(units[unit]);
}

std::string format_duration(std::chrono::seconds duration) {
    const auto total = duration.count();
    char text[32];
    if (total >= 3'600) {
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(total / 3'600),
                      static_cast<long long>(total / 60 % 60), static_cast<long long>(total % 60));
    } else {
        std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(total / 60),
                      static_cast<long long>(total % 60));
    }
    return text;
}

std::string progress_line(const client::Progress& progress, double rate, std::size_t columns) {
    const std::string verb = progress.sending ? "envoi " : "réception ";
    std::string end = amounts(progress, rate);
    if (common::columns(verb + end + time_left(progress, rate)) <= columns) end += time_left(progress, rate);
    if (!progress.total || *progress.total == 0) return verb + end;
    const double share = static_cast<double>(progress.done) / static_cast<double>(*progress.total);
    const std::string percent = percentage(share) + " ";
    const std::size_t used = common::columns(verb + percent + end) + 3;  // "[", "] "
    if (used > columns + 3) return end;
    if (used + narrowest_bar > columns) return verb + percent + end;
    return verb + percent + bar(share, std::min(columns - used, widest_bar)) + " " + end;
}

double Rate::add(std::chrono::milliseconds elapsed, std::uint64_t done) {
    if (!points_.empty() && done < points_.back().done) points_.clear();  // begun again
    points_.push_back({elapsed, done});
    while (points_.size() > 2 && elapsed - points_.front().elapsed > window) points_.pop_front();
    const Point first = points_.size() > 1 ? points_.front() : Point{std::chrono::milliseconds{0}, 0};
    const double seconds = static_cast<double>((elapsed - first.elapsed).count()) / 1e3;
    return seconds <= 0 ? 0 : static_cast<double>(done - first.done) / seconds;
}

void ProgressBar::draw(const client::Progress& progress) {
    if (progress.sending != sending_) {
        clear();
        rate_ = Rate{};
    }
    sending_ = progress.sending;
    double rate = rate_.add(progress.elapsed, progress.done);
    if (progress.total && progress.done >= *progress.total && progress.elapsed.count() > 0) {
        rate = static_cast<double>(progress.done) * 1e3 / static_cast<double>(progress.elapsed.count());
    }
    // \033[K clears what was there of a longer line. The last column stays free: some terminals go to the next line.
    std::cerr << '\r' << progress_line(progress, rate, terminal_columns(STDERR_FILENO) - 1) << "\033[K" << std::flush;
    drawn_ = true;
}

void ProgressBar::clear() {
    if (drawn_) std::cerr << std::endl;
    drawn_ = false;
}

bool ProgressBar::should_draw() {
    const char* const term = std::getenv("TERM");
    const bool dumb = term == nullptr || std::string_view{term} == "dumb";
    return !dumb && ::isatty(STDERR_FILENO) == 1;
}

std::size_t terminal_columns(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 80;
    return size.ws_col;
}

}  // namespace tool
