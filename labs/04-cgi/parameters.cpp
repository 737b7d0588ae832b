#include "04-cgi/parameters.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"
#include "02-http-message/scanner.hpp"
#include "02-http-message/target.hpp"
#include "04-cgi/form_text.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

std::optional<std::string_view> WithParameters::find(std::string_view name) const {
    for (const auto& [found, its_value] : parameters) {
        if (found == name) return its_value;
    }
    return std::nullopt;
}

// BEGIN SOLUTION 4.6 helper
namespace {

// Goes through the parameters from left to right, and stops at the first byte that cannot be right.
class ParameterReader {
public:
    explicit ParameterReader(std::string_view text) : text_{text}, at_{std::min(text.find(';'), text.size())} {}

    bool at_end() const { return at_ == text_.size() || is_wrong(); }
    bool is_wrong() const { return !wrong_.reason.empty(); }
    const http::Rejected& wrong() const { return wrong_; }
    std::string_view value() const { return http::trim_blanks(text_.substr(0, text_.find(';'))); }

    // The ';' that stands here, and the parameter behind it, if there is one.
    void read_into(WithParameters& result) {
        ++at_;
        skip_blanks();
        if (at_ == text_.size() || text_[at_] == ';') return;
        const std::size_t begin = at_;
        std::string name = read_name();
        if (is_wrong()) return;
        std::string its_value = at_ < text_.size() && text_[at_] == '"' ? read_quoted() : read_bare();
        if (result.find(name)) reject(begin, "un paramètre est donné deux fois (RFC 7578 §4.2)");
        result.parameters.emplace_back(std::move(name), std::move(its_value));
    }

private:
    void reject(std::size_t at, std::string_view reason) {
        if (!is_wrong()) wrong_ = {400, reason, at};
    }

    void skip_blanks() {
        while (at_ < text_.size() && http::blank_bytes.contains(text_[at_])) ++at_;
    }

    // Up to the '=' and the blanks behind it.
    std::string read_name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && http::token_bytes.contains(text_[at_])) ++at_;
        std::string name{text_.substr(begin, at_ - begin)};
        std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
        skip_blanks();
        if (name.empty() || at_ == text_.size() || text_[at_] != '=') {
            reject(at_, "un paramètre s'écrit « nom=valeur » (RFC 9110 §5.6.6)");
            return name;
        }
        ++at_;
        skip_blanks();
        return name;
    }

    // What is between the quote that stands here and the closing one.
    std::string read_quoted() {
        std::string found;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            const bool escapes = text_[at_] == '\\' && at_ + 1 < text_.size() &&
                                 (text_[at_ + 1] == '\\' || (text_[at_ + 1] == '"' && at_ + 2 < text_.size()));
            if (escapes) ++at_;
            found += text_[at_];
        }
        if (at_ == text_.size()) {
            reject(at_, "les guillemets d'un paramètre ne sont pas refermés (RFC 9110 §5.6.4)");
            return found;
        }
        ++at_;
        skip_blanks();
        if (at_ < text_.size() && text_[at_] != ';') {
            reject(at_, "un point-virgule est attendu après des guillemets (RFC 9110 §5.6.6)");
        }
        return found;
    }

    std::string read_bare() {
        const std::size_t end = std::min(text_.find(';', at_), text_.size());
        const std::string_view found = text_.substr(at_, end - at_);
        if (const std::size_t quote = found.find('"'); quote != found.npos) {
            reject(at_ + quote, "des guillemets entourent une valeur entière (RFC 9110 §5.6.6)");
        }
        at_ = end;
        return std::string{http::trim_blanks(found)};
    }

    std::string_view text_;
    std::size_t at_;
    http::Rejected wrong_;  // without a reason as long as all is right
};

}  // namespace
// END SOLUTION

http::Parsed<WithParameters> parse_parameters(std::string_view text) {
    // À écrire : la valeur va jusqu'au premier « ; ». Puis, tant qu'il reste un « ; » : des blancs, un nom
    // (token_bytes, rendu en minuscules), « = », des blancs, et soit une valeur entre guillemets (avec \" et \\), soit
    // tout ce qui précède le « ; » suivant ; derrière un « ; », il peut n'y avoir rien. Rejetez (http::Rejected) ce que
    // parameters.hpp ne permet pas, à la position du premier octet qui ne va pas : la fin du texte pour des guillemets
    // restés ouverts, le début du nom pour un nom répété.
    // BEGIN SOLUTION 4.6
    ParameterReader reader{text};
    WithParameters result{std::string{reader.value()}, {}};
    while (!reader.at_end()) reader.read_into(result);
    if (reader.is_wrong()) return reader.wrong();
    return http::Complete<WithParameters>{std::move(result), text.size()};
    // END SOLUTION
}

std::string unescape_name(std::string_view name) {
    // À écrire : copiez le nom ; seuls %22, %0D et %0A (ou %0d, %0a) sont remplacés.
    // BEGIN SOLUTION 4.6
    std::string plain;
    plain.reserve(name.size());
    for (std::size_t i = 0; i < name.size(); ++i) {
        const std::string_view escape = name.substr(i, 3);
        const bool is_escape = escape == "%22" || http::equal_ignoring_case(escape, "%0D") ||
                               http::equal_ignoring_case(escape, "%0A");
        plain += is_escape ? http::percent_decode(escape)->front() : name[i];
        if (is_escape) i += 2;
    }
    return plain;
    // END SOLUTION
}

std::optional<std::string> decode_extended(std::string_view value) {
    const std::size_t first = std::min(value.find('\''), value.size());
    const std::size_t second = std::min(value.find('\'', first + 1), value.size());
    if (second == value.size()) return std::nullopt;
    const std::string_view label = value.substr(0, first);
    const auto bytes = http::percent_decode(value.substr(second + 1));
    if (!bytes) return std::nullopt;
    if (http::equal_ignoring_case(label, "iso-8859-1")) return to_text(*bytes, Charset::windows_1252);
    if (http::equal_ignoring_case(label, "utf-8") && is_utf8(*bytes)) return bytes;
    return std::nullopt;
}

}  // namespace cgi
