// The items of the command line, -d, -F and -T: what they add to the head of the request, and which is its body.
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "05-https-client/file_body.hpp"
#include "05-https-client/prepared.hpp"
#include "05-https-client/tool/address.hpp"
#include "05-https-client/tool/form_part.hpp"
#include "05-https-client/tool/input.hpp"
#include "05-https-client/tool/plan.hpp"
#include "common/escape.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

using Json = nlohmann::ordered_json;
using DataKind = CommandLine::DataPiece::Kind;

constexpr std::string_view form_type = "application/x-www-form-urlencoded";

// The fields of the items, before it is known whether they are a form or JSON.
struct Fields {
    client::Pairs texts;
    Json json = Json::object();
    bool has_json = false;
};

void add_default_header(client::Options& options, std::string_view name, std::string_view value) {
    if (client::find_field(options.headers, name) == nullptr) options.headers.emplace_back(name, value);
}

Json read_json(const Item& item, const std::string& text) {
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        throw common::WrongUsage{"la valeur de « " + common::escape_bytes(item.name) + " » n'est pas du JSON : « " +
                                 common::escape_bytes(text, 60) + " » (un texte s'écrit « nom=valeur »)"};
    }
    return value;
}

// A string of JSON is a text of Unicode: bytes that are not one have no place in it.
void require_utf8(const std::string& name, std::string_view text) {
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t length = common::utf8_sequence_length(rest);
        if (length == 0) throw common::WrongUsage{"la valeur de « " + name + " » n'est pas en UTF-8 : essayez --form"};
        rest.remove_prefix(length);
    }
}

void add_text(Fields& fields, const std::string& name, const std::string& value) {
    fields.texts.emplace_back(name, value);
    fields.json[name] = value;
}

void add_json(Fields& fields, const Item& item, const std::string& text) {
    fields.json[item.name] = read_json(item, text);
    fields.texts.emplace_back(item.name, text);
    fields.has_json = true;
}

// False: the item was not a field.
bool add_field(Fields& fields, const Item& item) {
    switch (item.kind) {
    case ItemKind::text: add_text(fields, item.name, item.value); return true;
    case ItemKind::text_from_file: add_text(fields, item.name, read_input(item.value)); return true;
    case ItemKind::json: add_json(fields, item, item.value); return true;
    case ItemKind::json_from_file: add_json(fields, item, read_input(item.value)); return true;
    case ItemKind::header:
    case ItemKind::header_removed:
    case ItemKind::header_empty:
    case ItemKind::query:
    case ItemKind::file: return false;
    }
    return false;
}

client::File form_file(FormPart part) {
    if (part.file.path != "-") return std::move(part.file);
    part.file.content = read_input("-");
    if (part.file.file_name.empty()) part.file.file_name = "-";
    return std::move(part.file);
}

void add_other(client::Options& options, const Item& item) {
    switch (item.kind) {
    case ItemKind::header:
    case ItemKind::header_empty: options.headers.emplace_back(item.name, item.value); return;
    case ItemKind::header_removed: options.without_headers.push_back(item.name); return;
    case ItemKind::query: options.params.emplace_back(item.name, item.value); return;
    case ItemKind::file: options.files.push_back(form_file(parse_file_value(item.name, item.value))); return;
    case ItemKind::text:
    case ItemKind::text_from_file:
    case ItemKind::json:
    case ItemKind::json_from_file: return;
    }
}

void add_form_parts(client::Options& options, Fields& fields, const std::vector<std::string>& parts) {
    for (const std::string& text : parts) {
        FormPart part = parse_form_part(text);
        switch (part.kind) {
        case FormPart::Kind::text: fields.texts.emplace_back(part.file.field, *part.file.content); break;
        case FormPart::Kind::text_from_file:
            fields.texts.emplace_back(part.file.field, read_input(part.file.path));
            break;
        case FormPart::Kind::file: options.files.push_back(form_file(std::move(part))); break;
        }
    }
}

std::string without_line_ends(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
    return text;
}

// "nom=été" → "nom=%C3%A9t%C3%A9"; "été" → "%C3%A9t%C3%A9"; "nom@fichier" reads the value, as curl does.
std::string encoded_data(const std::string& text) {
    const std::size_t sign = text.find_first_of("=@");
    if (sign == std::string::npos) return client::encode_pairs({{"", text}}).substr(1);
    const std::string value = text[sign] == '@' ? read_input(text.substr(sign + 1)) : text.substr(sign + 1);
    return text.substr(0, sign) + client::encode_pairs({{"", value}}).substr(sign == 0 ? 1 : 0);
}

std::string data_of(const CommandLine::DataPiece& piece) {
    const bool from_file = piece.value.starts_with('@');
    switch (piece.kind) {
    case DataKind::raw: return piece.value;
    case DataKind::text: return from_file ? without_line_ends(read_input(piece.value.substr(1))) : piece.value;
    case DataKind::binary:
    case DataKind::json: return from_file ? read_input(piece.value.substr(1)) : piece.value;
    case DataKind::encoded: return encoded_data(piece.value);
    }
    return {};
}

// Pieces of a form are joined by '&', those of JSON by nothing, as curl does.
std::string data_of(const std::vector<CommandLine::DataPiece>& pieces) {
    std::string all;
    for (const CommandLine::DataPiece& piece : pieces) {
        if (&piece != &pieces.front() && piece.kind != DataKind::json) all += '&';
        all += data_of(piece);
    }
    return all;
}

void set_data(Plan& plan, const CommandLine& line) {
    std::string data = data_of(line.data);
    if (line.data_in_query) {
        plan.address = with_query(plan.address, data);
        return;
    }
    const bool json = line.data.back().kind == DataKind::json;
    add_default_header(plan.options, "Content-Type", json ? "application/json" : form_type);
    if (json) add_default_header(plan.options, "Accept", "application/json");
    plan.options.data = std::move(data);
}

void set_json(Plan& plan, const Fields& fields) {
    for (const auto& [name, value] : fields.texts) {
        require_utf8(name, name);
        require_utf8(name, value);
    }
    plan.options.data = fields.json.dump();
    add_default_header(plan.options, "Content-Type", "application/json");
    add_default_header(plan.options, "Accept", "application/json, */*;q=0.5");
}

// The library writes a form without files as urlencoded: -F asks for the other way.
void set_fields_as_multipart(Plan& plan, const Fields& fields) {
    auto body = std::make_shared<client::MultipartBody>(fields.texts, std::vector<client::File>{});
    plan.options.headers.emplace_back("Content-Type", body->content_type());
    plan.options.data = std::shared_ptr<client::RequestBody>{std::move(body)};
}

void set_upload(Plan& plan, const CommandLine& line) {
    if (line.tus) return;  // transfer.cpp; its address is that of the service
    plan.address = with_file_name(plan.address, line.upload);
    if (line.upload == "-") {
        plan.options.data = std::shared_ptr<client::RequestBody>{std::make_shared<client::PipeBody>(STDIN_FILENO)};
    } else {
        plan.options.data = std::shared_ptr<client::RequestBody>{std::make_shared<client::FileBody>(line.upload)};
    }
}

// Only one of them can be the body.
void set_body(Plan& plan, const CommandLine& line, const Fields& fields) {
    const bool has_form = !fields.texts.empty() || !plan.options.files.empty();
    const int bodies = int{has_form} + int{!line.data.empty()} + int{!line.upload.empty()};
    if (bodies > 1) {
        throw common::WrongUsage{"une requête a un seul corps : choisissez entre -d, -T et des champs (ou -F)"};
    }
    if (!line.upload.empty()) return set_upload(plan, line);
    if (!line.data.empty()) return set_data(plan, line);
    if (!has_form) return;
    const bool multipart = !plan.options.files.empty() || !line.form.empty();
    if (multipart && fields.has_json) {
        throw common::WrongUsage{"un formulaire n'a que des textes et des fichiers : « := » n'y a pas de sens"};
    }
    if (!multipart && !line.items_as_form) return set_json(plan, fields);
    if (multipart && plan.options.files.empty()) return set_fields_as_multipart(plan, fields);
    plan.options.data = fields.texts;
}

}  // namespace

void add_items(Plan& plan, const CommandLine& line, const std::vector<Item>& items) {
    Fields fields;
    for (const Item& item : items) {
        if (!add_field(fields, item)) add_other(plan.options, item);
    }
    add_form_parts(plan.options, fields, line.form);
    set_body(plan, line, fields);
}

}  // namespace tool
