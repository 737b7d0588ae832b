#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tool {

// A part of a request on the command line, as HTTPie writes them: a name, a sign that says what it is, a value.
//
//     Accept:text/html      a header          Accept:   without it          X-Vide;     empty
//     page==2               of the query
//     nom=Ada               a field: a text   âge:=36   a field: JSON
//     photo@chat.jpg        a file            note=@n.txt and liste:=@l.json   a field read from a file
//
// The first sign of the text counts; of those that begin at the same place, the longest. A backslash before one of
// : ; = @ makes it an ordinary character (« a\:b=c » is the field « a:b »); any other backslash is itself.
enum class ItemKind {
    header, header_removed, header_empty, query, text, json, file, text_from_file, json_from_file
};

struct Item {
    ItemKind kind = ItemKind::text;
    std::string name;
    std::string value;

    bool operator==(const Item&) const = default;
};

// Throws common::WrongUsage: no sign, no name, something behind « Name; ».
Item parse_item(std::string_view text);

// [METHOD] URL [ITEM…]
struct Words {
    std::string method;  // empty: none was given
    std::string address;
    std::vector<Item> items;
};

// The first word is a method if there is another one, and it is one of HTTP's (in any case) or all capitals: letters
// that look like a host name are one. Throws as parse_item(), and without an address.
Words parse_words(const std::vector<std::string>& words);

}  // namespace tool
