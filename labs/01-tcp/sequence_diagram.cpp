#include "01-tcp/sequence_diagram.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "common/escape.hpp"

namespace tcp {
namespace {

using common::escape_html;

// What of a message its arrow shows: the first line, and no more than 60 bytes of it. The rest is one key away.
std::string_view beginning(std::string_view bytes) {
    return bytes.substr(0, std::min<std::size_t>(bytes.find('\n'), 59) + 1);
}

std::string safe(std::string_view bytes) {
    return escape_html(common::escape_bytes(bytes));
}

// One line of the message for one line of the page: a line break where the bytes have one.
std::string text_lines(std::string_view bytes) {
    std::string out;
    while (!bytes.empty()) {
        const std::size_t line = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        out += safe(bytes.substr(0, line)) + "\n";
        bytes.remove_prefix(line);
    }
    return out;
}

// Where an arrow runs: the client and the relay are the left half, the relay and the server the right half.
struct Arrow {
    std::string_view span;     // "left", "right", "whole"
    std::string_view towards;  // "rightward", "leftward"
    std::string_view kind;     // "control", "data", "reset", "lost": a class of the style sheet
};

std::string arrow(const Arrow& drawn, const std::string& label) {
    std::string html = "<div class=\"arrow ";
    html.append(drawn.span).append(" ").append(drawn.towards).append(" ").append(drawn.kind).append("\">");
    return html + "<span class=\"label\">" + label + "</span></div>\n";
}

std::string handshake(std::string_view span, std::string_view kind) {
    return arrow({span, "rightward", kind}, "SYN") + arrow({span, "leftward", kind}, "SYN, ACK") +
           arrow({span, "rightward", kind}, "ACK");
}

std::string_view towards(Direction direction) {
    return direction == Direction::to_server ? "rightward" : "leftward";
}

std::string item(const RecordedEvent& event, std::string_view kind, const std::string& content) {
    const std::string title = escape_html(describe(event.kind, event.direction, event.size));
    std::string html = "<li class=\"event ";
    html.append(kind).append("\">\n<p class=\"caption\"><time>").append(format_elapsed(event.elapsed));
    html.append("</time> <span class=\"title\">").append(title).append("</span>");
    return html + content + "</li>\n";
}

std::string message(const RecordedEvent& event) {
    const std::string_view shown = beginning(event.bytes);
    std::string html = "</p>\n" + arrow({"whole", towards(event.direction), "data"},
                                        "<code>" + safe(shown) + (event.size > shown.size() ? "…" : "") + "</code>");
    html += "<details><summary>Le texte et les octets</summary>\n";
    html += "<pre class=\"text\" tabindex=\"0\" role=\"region\" aria-label=\"Texte\">" + text_lines(event.bytes) +
            "</pre>\n";
    html += "<pre class=\"hex\" tabindex=\"0\" role=\"region\" aria-label=\"Octets en hexadécimal\">" +
            escape_html(hex_dump(event.bytes)) + "</pre>\n";
    if (event.bytes.size() < event.size) {
        html += "<p class=\"cut\">Seuls les " + common::format_bytes(event.bytes.size()) +
                " du début ont été gardés.</p>\n";
    }
    return html + "</details>\n";
}

std::string detail(const RecordedEvent& event) {
    return " <span class=\"detail\">" + safe(event.bytes) + "</span></p>\n";
}

std::string draw(const RecordedEvent& event) {
    switch (event.kind) {
    case EventKind::accepted: return item(event, "open", detail(event) + handshake("left", "control"));
    case EventKind::connected: return item(event, "open", detail(event) + handshake("right", "control"));
    case EventKind::unreachable:
        return item(event, "broken", detail(event) + arrow({"right", "rightward", "lost"}, "SYN") +
                                         arrow({"left", "leftward", "reset"}, "RST"));
    case EventKind::data: return item(event, "message", message(event));
    case EventKind::finished:
        return item(event, "end", "</p>\n" + arrow({"whole", towards(event.direction), "control"}, "FIN"));
    case EventKind::reset:
        return item(event, "broken", "</p>\n" + arrow({"whole", towards(event.direction), "reset"}, "RST"));
    case EventKind::expired:
    case EventKind::stopped:
        return item(event, "broken", "</p>\n" + arrow({"left", "leftward", "reset"}, "RST") +
                                         arrow({"right", "rightward", "reset"}, "RST"));
    case EventKind::closed: return item(event, "closed", "</p>\n");
    }
    return "";
}

using Connections = std::map<std::uint64_t, std::vector<const RecordedEvent*>>;

std::string connection_section(std::uint64_t number, const std::vector<const RecordedEvent*>& events) {
    const std::string id = std::to_string(number);
    std::string html = "<section aria-labelledby=\"c" + id + "\">\n<h2 id=\"c" + id + "\">Connexion " + id + "</h2>\n";
    html += "<div class=\"actors\" aria-hidden=\"true\">"
            "<span>Client</span><span>Relais</span><span>Serveur</span></div>\n";
    html += "<ol class=\"sequence\">\n";
    for (const RecordedEvent* event : events) html += draw(*event);
    return html + "</ol>\n</section>\n";
}

std::string contents(const Connections& connections) {
    if (connections.size() < 2) return "";
    std::string html = "<nav aria-label=\"Connexions\"><ul>\n";
    for (const auto& [number, events] : connections) {
        const std::string id = std::to_string(number);
        html += "<li><a href=\"#c" + id + "\">Connexion " + id + "</a></li>\n";
    }
    return html + "</ul></nav>\n";
}

std::string losses(const Conversation& conversation) {
    if (conversation.lost_events == 0 && conversation.lost_bytes == 0) return "";
    std::string html = "<p class=\"notice\"><strong>Conversation incomplète.</strong> "
                       "La limite de l'enregistrement a été atteinte";
    if (conversation.lost_bytes > 0) html += " ; il manque " + common::format_bytes(conversation.lost_bytes);
    if (conversation.lost_events > 0) html += " ; événements perdus : " + std::to_string(conversation.lost_events);
    return html + ".</p>\n";
}

std::string introduction(const Conversation& conversation) {
    std::string html = "<header>\n<h1>Ce qui s'est dit</h1>\n<dl>\n";
    html += "<dt>Relais</dt><dd><code>" + safe(conversation.relay) + "</code></dd>\n";
    html += "<dt>Serveur</dt><dd><code>" + safe(conversation.server) + "</code></dd>\n";
    if (!conversation.started.empty()) html += "<dt>Début</dt><dd>" + safe(conversation.started) + "</dd>\n";
    return html +
           "</dl>\n<p class=\"legend\">Le temps va de haut en bas, compté depuis le début. Un message s'ouvre d'un "
           "clic, ou de la touche Entrée. Les étapes d'une poignée de main (SYN ; SYN, ACK ; ACK) sont faites par le "
           "système : le relais ne les voit pas, il voit la connexion qui en résulte.</p>\n</header>\n";
}

}  // namespace

std::string hex_dump(std::string_view bytes) {
    constexpr std::size_t width = 16;
    std::string out;
    for (std::size_t offset = 0; offset < bytes.size(); offset += width) {
        const std::string_view line = bytes.substr(offset, width);
        char position[24];
        std::snprintf(position, sizeof position, "%08zx  ", offset);
        std::string hex = common::hex_bytes(line);
        hex.resize(width * 3, ' ');
        std::string ascii{line};
        std::replace_if(ascii.begin(), ascii.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '.');
        out.append(position).append(hex).append(" |").append(ascii).append("|\n");
    }
    return out;
}

std::string sequence_diagram(const Conversation& conversation) {
    Connections connections;
    for (const RecordedEvent& event : conversation.events) connections[event.connection].push_back(&event);
    std::string html =
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>Diagramme de séquence</title>\n<style>\n";
    html.append(sequence_style()).append("</style>\n</head>\n<body>\n");
    html += introduction(conversation) + losses(conversation) + contents(connections) + "<main>\n";
    if (connections.empty()) html += "<p>Aucune connexion pour l'instant.</p>\n";
    for (const auto& [number, events] : connections) html += connection_section(number, events);
    return html + "</main>\n</body>\n</html>\n";
}

}  // namespace tcp
