#include "01-tcp/event_printer.hpp"

#include <algorithm>

#include "common/escape.hpp"

namespace tcp {
namespace {

// One line per line of the message, each escaped and indented.
std::string indented(std::string_view bytes) {
    std::string_view rest = bytes.substr(0, EventPrinter::shown_bytes);
    std::string out;
    while (!rest.empty()) {
        const std::size_t line = std::min(rest.find('\n'), rest.size() - 1) + 1;
        out += "    " + common::escape_bytes(rest.substr(0, line)) + "\n";
        rest.remove_prefix(line);
    }
    if (bytes.size() > EventPrinter::shown_bytes) {
        out += "    … et " + common::format_bytes(bytes.size() - EventPrinter::shown_bytes) + " de plus\n";
    }
    return out;
}

}  // namespace

void EventPrinter::on_event(const Event& event) {
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(event.when - start_);
    std::string text = palette_.dim("#" + std::to_string(event.connection) + " " + format_elapsed(elapsed));
    text += "  " + title(event) + "\n";
    if (event.kind == EventKind::data) text += indented(event.bytes);
    const std::lock_guard lock{mutex_};
    out_ << text << std::flush;
}

std::string EventPrinter::title(const Event& event) const {
    const bool to_server = event.direction == Direction::to_server;
    const std::string arrow = to_server ? "→ " : "← ";
    const std::string sentence = describe(event.kind, event.direction, event.bytes.size());
    switch (event.kind) {
    case EventKind::accepted:
    case EventKind::connected:
    case EventKind::unreachable: return sentence + " (" + common::escape_bytes(event.bytes) + ")";
    case EventKind::data: return to_server ? palette_.blue(arrow + sentence) : palette_.green(arrow + sentence);
    case EventKind::finished: return palette_.magenta(arrow + sentence);
    case EventKind::reset: return palette_.red(arrow + sentence);
    case EventKind::expired:
    case EventKind::stopped: return palette_.yellow(sentence);
    case EventKind::closed: return palette_.dim(sentence);
    }
    return sentence;
}

}  // namespace tcp
