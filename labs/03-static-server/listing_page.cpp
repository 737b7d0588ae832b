#include <array>

#include "03-static-server/listing.hpp"
#include "03-static-server/page.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace files {
namespace {

std::string format_with_unit(std::uint64_t tenths, std::string_view unit) {
    return std::to_string(tenths / 10) + "," + std::to_string(tenths % 10) + "\u00A0" + std::string{unit};
}

// Two digits: 7 is "07".
std::string padded(long number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

// <time datetime="2026-11-20T07:51Z">2026-11-20 07:51</time>
std::string time_element(http::Seconds time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{midnight};
    const long minute = (time - midnight).count() / 60;
    const std::string day = std::to_string(static_cast<int>(date.year())) + "-" +
                            padded(static_cast<unsigned>(date.month())) + "-" +
                            padded(static_cast<unsigned>(date.day()));
    const std::string hour = padded(minute / 60) + ":" + padded(minute % 60);
    return "<time datetime=\"" + day + "T" + hour + "Z\">" + day + " " + hour + "</time>";
}

struct Column {
    SortKey key;
    std::string_view parameter;  // the value of "tri"
    std::string_view title;
    std::string_view css_class;
};

constexpr std::array columns{
    Column{SortKey::name, "nom", "Nom", "name"},
    Column{SortKey::size, "taille", "Taille", "number"},
    Column{SortKey::date, "date", "Modifié (UTC)", "number date"},
};

// A column's title: a link that sorts by it, or the other way round if the list is sorted by it already.
std::string column_header(const Column& column, Order order) {
    const bool current = column.key == order.key;
    const bool descend = current && !order.descending;
    std::string html = "<th scope=\"col\" class=\"" + std::string{column.css_class} + "\"";
    if (current) html += order.descending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"";
    html.append("><a href=\"?tri=").append(column.parameter);
    html.append(descend ? "&amp;ordre=decroissant" : "&amp;ordre=croissant").append("\">").append(column.title);
    if (current) html.append(" <span aria-hidden=\"true\">").append(order.descending ? "▼" : "▲").append("</span>");
    return html + "</a></th>";
}

std::string row(std::string_view css_class, std::string_view link, std::string_view size, std::string_view date) {
    std::string html = "<tr class=\"";
    html.append(css_class).append("\"><th scope=\"row\">").append(link);
    html.append("</th><td class=\"number\">").append(size);
    return html.append("</td><td class=\"number date\">").append(date).append("</td></tr>\n");
}

std::string entry_row(const Entry& entry) {
    return row(entry.is_directory ? "directory" : "file", entry_link(entry),
               entry.is_directory ? "–" : format_size(entry.size), time_element(entry.modified));
}

// The path as a trail of links: one to each directory above.
std::string trail(std::string_view path) {
    std::string html = "<a href=\"/\">Accueil</a> /";
    std::string href = "/";
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view segment = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (segment.empty()) continue;
        href += http::percent_encode_path(segment) + "/";
        const std::string text = common::escape_html(display_name(segment));
        html += path.empty() ? " " + text + " /" : " <a href=\"" + href + "\">" + text + "</a> /";
    }
    return html;
}

// How many there are, in French.
std::string summary(const Listing& listing) {
    if (listing.entries.empty()) return "Ce répertoire est vide.";
    const std::size_t count = listing.entries.size();
    std::string text = std::to_string(count) + (count == 1 ? " élément" : " éléments");
    if (!listing.truncated) return text + ".";
    return "Seuls les " + text + " lus en premier sont montrés : ce répertoire en contient davantage.";
}

}  // namespace

std::string display_name(std::string_view name) {
    std::string_view rest = name;
    while (!rest.empty()) {
        const std::size_t length = common::utf8_sequence_length(rest);
        const auto lead = static_cast<unsigned char>(rest.front());
        const bool control = lead < 0x20 || lead == 0x7F || (length == 2 && lead == 0xC2 && rest[1] < '\xA0');
        if (length == 0 || control) return common::escape_bytes(name);
        rest.remove_prefix(length);
    }
    return std::string{name};
}

std::string format_size(std::uint64_t bytes) {
    constexpr std::array<std::string_view, 6> units{"Kio", "Mio", "Gio", "Tio", "Pio", "Eio"};
    if (bytes < 1024) return common::format_bytes(static_cast<std::size_t>(bytes));
    std::uint64_t unit = 1024;
    for (std::size_t i = 0;; ++i, unit *= 1024) {
        const std::uint64_t tenths = bytes / unit * 10 + (bytes % unit * 10 + unit / 2) / unit;
        if (tenths < 10240 || i + 1 == units.size()) return format_with_unit(tenths, units[i]);
    }
}

std::string entry_link(const Entry& entry) {
    // À écrire : <a href="./NOM">NOM</a>. Dans href, le nom est encodé par http::percent_encode_path ; comme texte,
    // il passe par display_name puis common::escape_html. Un répertoire a un « / » au bout de l'un et de l'autre.
    // BEGIN SOLUTION 3.5
    const std::string_view slash = entry.is_directory ? "/" : "";
    std::string html = "<a href=\"./";
    html.append(http::percent_encode_path(entry.name)).append(slash).append("\">");
    return html.append(common::escape_html(display_name(entry.name))).append(slash).append("</a>");
    // END SOLUTION
}

std::string render_listing(std::string_view decoded_path, Listing listing, Order order) {
    sort_entries(listing.entries, order);
    std::string main = "<h1>" + trail(decoded_path) + "</h1>\n<div class=\"table\">\n<table>\n<thead><tr>";
    for (const Column& column : columns) main += column_header(column, order);
    main += "</tr></thead>\n<tbody>\n";
    if (decoded_path.find_first_not_of('/') != std::string_view::npos) {
        main += row("directory", "<a href=\"../\">../ (répertoire parent)</a>", "–", "");
    }
    for (const Entry& entry : listing.entries) main += entry_row(entry);
    main += "</tbody>\n</table>\n</div>\n<p class=\"note\">" + summary(listing) + "</p>\n";
    return page("Contenu de " + display_name(decoded_path), "Répertoire", main);
}

}  // namespace files
