#include "05-https-client/tool/form_part.hpp"

#include "common/escape.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

// Takes a value off the front of `text`: a word between quotes, or all up to `end`.
std::string take_word(std::string_view& text, std::size_t end) {
    if (!text.starts_with('"')) {
        std::string word{text.substr(0, end)};
        text.remove_prefix(std::min(end, text.size()));
        return word;
    }
    std::string word;
    std::size_t at = 1;
    for (; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        word += text[at];
    }
    text.remove_prefix(std::min(at + 1, text.size()));
    return word;
}

// Where the value ends: at the first parameter that has a meaning, for a path may hold a ';' too.
std::size_t end_of_value(std::string_view text) {
    return std::min(text.find(";type="), text.find(";filename="));
}

void read_parameters(std::string_view text, FormPart& part) {
    while (!text.empty()) {
        const bool is_type = text.starts_with(";type=");
        if (!is_type && !text.starts_with(";filename=")) {
            throw common::WrongUsage{"« " + common::escape_bytes(text) +
                                     " » n'est pas compris : après un fichier viennent ;type=… et ;filename=…"};
        }
        text.remove_prefix(text.find('=') + 1);
        std::string value = take_word(text, is_type ? text.find(";filename=") : text.find(";type="));
        (is_type ? part.file.type : part.file.file_name) = std::move(value);
    }
}

}  // namespace

FormPart parse_file_value(std::string_view field, std::string_view value) {
    FormPart part{.kind = FormPart::Kind::file, .file = {.field = std::string{field}}};
    part.file.path = take_word(value, end_of_value(value));
    read_parameters(value, part);
    if (part.file.path.empty()) throw common::WrongUsage{"le champ « " + std::string{field} + " » n'a pas de fichier"};
    return part;
}

FormPart parse_form_part(std::string_view text) {
    const std::size_t sign = text.find('=');
    if (sign == std::string_view::npos || sign == 0) {
        throw common::WrongUsage{"« -F " + common::escape_bytes(text) + " » n'est pas de la forme nom=valeur"};
    }
    const std::string_view field = text.substr(0, sign);
    const std::string_view value = text.substr(sign + 1);
    if (value.starts_with('@')) return parse_file_value(field, value.substr(1));
    if (value.starts_with('<')) {
        FormPart part = parse_file_value(field, value.substr(1));
        part.kind = FormPart::Kind::text_from_file;
        return part;
    }
    return {.kind = FormPart::Kind::text, .file = {.field = std::string{field}, .content = std::string{value}}};
}

}  // namespace tool
