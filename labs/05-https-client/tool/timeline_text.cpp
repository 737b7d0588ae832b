#include <algorithm>

#include "05-https-client/tool/timeline.hpp"

namespace tool {
namespace {

char letter(Phase phase) {
    switch (phase) {
    case Phase::name: return 'n';
    case Phase::connection: return 'c';
    case Phase::tunnel: return 'm';
    case Phase::tls: return 't';
    case Phase::request: return 'r';
    case Phase::wait: return 'a';
    case Phase::body: return 'd';
    }
    return '?';
}

std::string coloured(Phase phase, const std::string& text, const common::Palette& palette) {
    switch (phase) {
    case Phase::name: return palette.blue(text);
    case Phase::connection: return palette.cyan(text);
    case Phase::tunnel: return palette.red(text);
    case Phase::tls: return palette.magenta(text);
    case Phase::request: return palette.bold(text);
    case Phase::wait: return palette.yellow(text);
    case Phase::body: return palette.green(text);
    }
    return text;
}

std::size_t column(double share, std::size_t width) {
    return std::min(static_cast<std::size_t>(share * static_cast<double>(width)), width);
}

// A phase that took any time has at least one letter, pushed to the right by those before it.
std::string bars(const Row& row, std::size_t width, const common::Palette& palette) {
    std::string out;
    std::size_t at = 0;
    for (const Bar& bar : row.bars) {
        const std::size_t from = std::max(column(bar.from, width), at);
        if (from >= width) break;
        const std::size_t to = std::min(std::max(column(bar.to, width), from + 1), width);
        out += std::string(from - at, ' ') + coloured(bar.phase, std::string(to - from, letter(bar.phase)), palette);
        at = to;
    }
    return out + std::string(width - at, ' ');
}

std::string axis(const Waterfall& drawn, std::size_t width) {
    std::string line;
    for (const Moment tick : drawn.ticks) {
        const double share = static_cast<double>(tick.count()) / static_cast<double>(drawn.length.count());
        const std::size_t at = column(share, width);
        const std::string label = "|" + format_moment(tick);
        const std::size_t used = common::columns(line);
        if (at < used + (used == 0 ? 0 : 1) || at + common::columns(label) > width + 2) continue;
        line += std::string(at - used, ' ') + label;
    }
    return line;
}

std::string durations(const Row& row, const common::Palette& palette) {
    std::string line;
    for (const Bar& bar : row.bars) {
        if (!line.empty()) line += ", ";
        std::string name = bar.phase == Phase::body ? "données" : std::string{phase_name(bar.phase)};
        if (bar.phase == Phase::tunnel) name = "mandataire (tunnel)";
        line += coloured(bar.phase, name, palette) + " " + format_moment(bar.duration);
        if (bar.broken) line += " (interrompu)";
    }
    return line;
}

}  // namespace

std::string timeline_text(const Waterfall& drawn, std::size_t columns, const common::Palette& palette) {
    const std::size_t width = std::clamp<std::size_t>(columns, 40, 200) - 4;
    std::string out = "  " + axis(drawn, width) + "\n";
    for (const Row& row : drawn.rows) {
        out += "  " + palette.bold(row.title) + "  " + format_moment(row.duration) + "\n";
        out += " [" + bars(row, width, palette) + "]\n";
        out += "  " + durations(row, palette) + "\n";
        if (!row.note.empty()) out += "  " + palette.dim(row.note) + "\n";
    }
    return out;
}

}  // namespace tool
