#include "04-cgi/part_head.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"
#include "02-http-message/scanner.hpp"
#include "04-cgi/parameters.hpp"

namespace cgi {
namespace {

constexpr std::size_t most_boundary_bytes = 70;

constexpr http::ByteSet boundary_bytes{[](unsigned char byte) {
    return byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
}};

// Where a view into `whole` begins.
std::size_t offset_in(std::string_view whole, std::string_view part) {
    return static_cast<std::size_t>(part.data() - whole.data());
}

// The whole fields of the head; the limits of messages are of no use here.
http::Parsed<http::Fields> head_fields(std::string_view bytes, const FormLimits& limits) {
    http::Limits message_limits;
    message_limits.fields_bytes = limits.head_bytes;
    message_limits.field_count = limits.head_fields;
    const auto fields = http::parse_fields(bytes, message_limits);
    return fields.is_complete() ? fields : fields.with_status(400);
}

// The name of the file, if the part is one.
http::Parsed<std::optional<std::string>> file_name_in(const WithParameters& disposition) {
    using Name = std::optional<std::string>;
    if (const auto plain = disposition.find("filename")) return http::Complete<Name>{unescape_name(*plain), 0};
    const auto extended = disposition.find("filename*");
    if (!extended) return http::Complete<Name>{std::nullopt, 0};
    const auto decoded = decode_extended(*extended);
    if (!decoded) return http::Rejected{400, "« filename* » s'écrit charset'langue'texte, en UTF-8 (RFC 8187 §3.2)"};
    return http::Complete<Name>{decoded, 0};
}

http::Parsed<PartHead> read_disposition(std::string_view value, const FormLimits& limits) {
    const auto disposition = parse_parameters(value);
    if (!disposition.is_complete()) return disposition.failure<PartHead>();
    if (!http::equal_ignoring_case(disposition.value().value, "form-data")) {
        return http::Rejected{400, "Content-Disposition d'une partie commence par « form-data » (RFC 7578 §4.2)"};
    }
    const auto name = disposition.value().find("name");
    if (!name) return http::Rejected{400, "une partie a un nom, le paramètre « name » (RFC 7578 §4.2)"};
    PartHead head;
    head.name = unescape_name(*name);
    if (head.name.size() > limits.name_bytes) return http::Rejected{400, "le nom d'un champ est trop long"};
    const auto file_name = file_name_in(disposition.value());
    if (!file_name.is_complete()) return file_name.failure<PartHead>();
    head.file_name = file_name.value();
    return http::Complete<PartHead>{std::move(head), 0};
}

}  // namespace

http::Parsed<PartHead> parse_part_head(std::string_view bytes, const FormLimits& limits) {
    const auto parsed = head_fields(bytes, limits);
    if (!parsed.is_complete()) return parsed.failure<PartHead>();
    const http::Fields& fields = parsed.value();
    if (fields.count("Content-Disposition") > 1 || fields.count("Content-Type") > 1) {
        return http::Rejected{400, "Content-Disposition et Content-Type ne sont donnés qu'une fois (RFC 7578 §4.2)"};
    }
    const auto disposition = fields.find("Content-Disposition");
    if (!disposition) return http::Rejected{400, "une partie a un champ Content-Disposition (RFC 7578 §4.2)"};
    auto head = read_disposition(*disposition, limits);
    if (!head.is_complete()) return head.failure<PartHead>(offset_in(fields.lines(), *disposition));
    if (const auto type = fields.find("Content-Type")) head.value().type = std::string{*type};
    return http::Complete<PartHead>{std::move(head.value()), parsed.used()};
}

http::Parsed<std::string> multipart_boundary(std::string_view content_type) {
    const auto parsed = parse_parameters(content_type);
    if (!parsed.is_complete()) return parsed.failure<std::string>();
    const auto boundary = parsed.value().find("boundary");
    if (!boundary || boundary->empty()) {
        return http::Rejected{400, "Content-Type n'annonce pas de frontière, « boundary=… » (RFC 7578 §4.1)"};
    }
    if (boundary->size() > most_boundary_bytes) {
        return http::Rejected{400, "une frontière a 70 caractères au plus (RFC 2046 §5.1.1)"};
    }
    const bool is_clean = std::all_of(boundary->begin(), boundary->end(),
                                      [](char c) { return boundary_bytes.contains(c); });
    if (!is_clean || boundary->back() == ' ') {
        return http::Rejected{400, "la frontière a un caractère qu'elle ne peut pas avoir (RFC 2046 §5.1.1)"};
    }
    return http::Complete<std::string>{std::string{*boundary}, content_type.size()};
}

std::optional<std::string> charset_parameter(std::string_view content_type) {
    const auto parsed = parse_parameters(content_type);
    if (!parsed.is_complete()) return std::nullopt;
    const auto charset = parsed.value().find("charset");
    if (!charset) return std::nullopt;
    return std::string{*charset};
}

std::string_view media_type(std::string_view content_type) {
    return http::trim_blanks(content_type.substr(0, content_type.find(';')));
}

}  // namespace cgi
