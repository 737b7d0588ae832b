#include <algorithm>

#include "02-http-message/body.hpp"
#include "02-http-message/target.hpp"
#include "apps/inspection.hpp"
#include "common/escape.hpp"

namespace inspect {

namespace {

constexpr std::size_t shown_body_bytes = 256;
constexpr std::size_t shown_line_bytes = 100;
constexpr std::size_t margin_columns = 10;  // of the offsets on the left
constexpr std::size_t name_columns = 10;    // of the names of the parts

class Report {
public:
    Report(std::string_view input, const common::Palette& palette) : input_{input}, palette_{palette} {}

    void title(std::string_view kind, std::size_t number, const Found& found) {
        if (!text_.empty()) text_ += '\n';
        text_ += palette_.bold(std::string{kind} + " " + std::to_string(number)) + " : octets " +
                 std::to_string(found.begin) + " à " + std::to_string(found.end - 1) + " (" +
                 common::format_bytes(found.end - found.begin) + ")\n";
    }

    // Offset, name of the part, the part itself.
    void part(std::size_t offset, std::string_view name, std::string_view shown) {
        const std::string gap(name_columns - std::min(common::columns(name), name_columns), ' ');
        text_ += margin(offset) + palette_.dim(name) + gap;
        text_.append(shown).append("\n");
    }

    // The lines of a field section that begins at `offset`, and the empty line that ends it; where it ends.
    std::size_t fields(std::size_t offset, const http::Fields& fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            const http::Field field = fields[i];
            part(offset, "champ", palette_.cyan(common::escape_bytes(field.name)) + palette_.dim(": ") +
                                      common::escape_bytes(field.value, shown_body_bytes));
            offset = end_of_line(offset);
        }
        part(offset, "fin", palette_.dim("\\r\\n (ligne vide : fin de l'en-tête)"));
        return offset + 2;
    }

    void body(std::size_t offset, std::size_t end, std::string_view body, const http::BodyFraming& framing) {
        if (framing.kind == http::BodyKind::none) return part(offset, "corps", palette_.dim("aucun"));
        part(offset, "corps", common::format_bytes(body.size()) + palette_.dim(origin(framing, end - offset)));
        if (!body.empty()) part(offset, "", '"' + common::escape_bytes(body, shown_body_bytes) + '"');
    }

    std::size_t end_of_line(std::size_t offset) const { return input_.find("\r\n", offset) + 2; }
    const common::Palette& palette() const { return palette_; }
    std::string_view input() const { return input_; }

    // The line of this offset with a caret under the byte.
    void caret(std::size_t offset) {
        const std::size_t line_feed = offset == 0 ? std::string_view::npos : input_.rfind('\n', offset - 1);
        std::size_t begin = line_feed == std::string_view::npos ? 0 : line_feed + 1;
        if (offset - begin > shown_line_bytes) begin = offset - shown_line_bytes;
        const std::size_t line_end = std::min(input_.find('\n', offset), input_.size() - 1) + 1;
        const std::size_t end = std::min(line_end, offset + shown_line_bytes);
        const std::string before = common::escape_bytes(input_.substr(begin, offset - begin));
        const std::string after = common::escape_bytes(input_.substr(offset, end - offset));
        text_ += margin(begin) + before + palette_.red(after) + '\n';
        text_ += std::string(margin_columns + common::columns(before), ' ') + palette_.red("^") + '\n';
    }

    void line(std::string_view text) {
        if (!text_.empty()) text_ += '\n';
        text_.append(text).append("\n");
    }

    std::string text() && { return std::move(text_); }

private:
    // The offset, aligned, and two spaces: margin_columns.
    std::string margin(std::size_t offset) const {
        const std::string digits = std::to_string(offset);
        const std::size_t width = margin_columns - 2;
        return std::string(width - std::min(digits.size(), width), ' ') + palette_.yellow(digits) + "  ";
    }

    static std::string origin(const http::BodyFraming& framing, std::size_t received) {
        switch (framing.kind) {
        case http::BodyKind::none: return {};
        case http::BodyKind::length: return " (Content-Length)";
        case http::BodyKind::chunked: return " (par morceaux : " + common::format_bytes(received) + " reçus)";
        case http::BodyKind::until_close: return " (jusqu'à la fin de la connexion)";
        }
        return {};
    }

    std::string_view input_;
    common::Palette palette_;
    std::string text_;
};

std::string_view name_of(http::TargetForm form) {
    switch (form) {
    case http::TargetForm::origin: return " (forme origine)";
    case http::TargetForm::absolute: return " (forme absolue)";
    case http::TargetForm::authority: return " (forme autorité)";
    case http::TargetForm::asterisk: return " (forme astérisque)";
    }
    return {};
}

void show(Report& report, std::size_t number, const Found& found, const http::RequestMessage& message) {
    const http::Request& request = message.head;
    const common::Palette& palette = report.palette();
    std::size_t at = found.begin;
    report.title("Requête", number, found);
    if (report.input()[at] == '\r') {
        report.part(at, "ignorée", palette.dim("\\r\\n (ligne vide avant la requête)"));
        at += 2;
    }
    const std::size_t target_at = at + request.method.size() + 1;
    const auto form = http::target_form(request.target, request.method);
    report.part(at, "méthode", palette.green(request.method));
    report.part(target_at, "cible", palette.bold(common::escape_bytes(request.target)) +
                                        palette.dim(form ? name_of(*form) : std::string_view{}));
    report.part(target_at + request.target.size() + 1, "version", palette.magenta(http::to_string(request.version)));
    const std::size_t body_at = report.fields(report.end_of_line(at), request.fields);
    report.body(body_at, found.end, message.body, http::request_body(request).value());
}

void show(Report& report, std::size_t number, const Found& found, const http::ResponseMessage& message) {
    const http::Response& response = message.head;
    const common::Palette& palette = report.palette();
    const std::size_t status_at = found.begin + http::to_string(response.version).size() + 1;
    report.title("Réponse", number, found);
    report.part(found.begin, "version", palette.magenta(http::to_string(response.version)));
    report.part(status_at, "statut", palette.bold(std::to_string(response.status)));
    report.part(status_at + 4, "raison", common::escape_bytes(response.reason));
    const std::size_t body_at = report.fields(report.end_of_line(found.begin), response.fields);
    report.body(body_at, found.end, message.body, http::response_body(response, "GET").value());
}

}  // namespace

std::string to_text(const Inspection& inspection, std::string_view input, const common::Palette& palette) {
    Report report{input, palette};
    std::size_t number = 0;
    for (const Found& found : inspection.messages) {
        ++number;
        std::visit([&](const auto& message) { show(report, number, found, message); }, found.message);
    }
    switch (inspection.outcome) {
    case Outcome::complete: break;
    case Outcome::incomplete:
        if (input.empty()) break;
        report.line(report.palette().bold("Incomplet") + " : voici ce qui est arrivé du message");
        report.part(inspection.rest, "début",
                    '"' + common::escape_bytes(input.substr(inspection.rest), shown_body_bytes) + '"');
        break;
    case Outcome::rejected:
        report.line(report.palette().red("Refusé, statut " + std::to_string(inspection.rejection.status)) + " : " +
                    std::string{inspection.rejection.reason});
        report.caret(inspection.rejection.offset);
        break;
    }
    return std::move(report).text();
}

}  // namespace inspect
