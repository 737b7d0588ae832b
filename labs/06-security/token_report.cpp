#include "06-security/token_report.hpp"

#include <array>
#include <cstdio>
#include <span>

#include "06-security/token_json.hpp"
#include "common/escape.hpp"

namespace security {
namespace {

using Json = nlohmann::ordered_json;

struct Meaning {
    std::string_view name;
    std::string_view text;
};

constexpr std::array header_meanings{
    Meaning{"alg", "l'algorithme de signature ; c'est au serveur de le choisir, pas au jeton"},
    Meaning{"typ", "la sorte de jeton"},
    Meaning{"kid", "quelle clé prendre, à en croire le jeton : ce n'est pas à lui de le dire"},
    Meaning{"jwk", "une clé que le jeton apporte lui-même : à ne jamais croire"},
    Meaning{"jku", "une adresse où prendre la clé : à ne jamais suivre"},
    Meaning{"x5u", "une adresse où prendre un certificat : à ne jamais suivre"},
    Meaning{"x5c", "un certificat que le jeton apporte lui-même : à ne jamais croire"},
    Meaning{"crit", "ce que le lecteur doit connaître ; sinon il refuse"},
};

constexpr std::array claim_meanings{
    Meaning{"sub", "de qui est le jeton : le compte"},
    Meaning{"role", "ce que son titulaire peut faire"},
    Meaning{"scope", "ce que son titulaire peut faire"},
    Meaning{"iss", "qui l'a fait"},
    Meaning{"aud", "pour quel service"},
    Meaning{"exp", "il expire"},
    Meaning{"nbf", "il commence à valoir"},
    Meaning{"iat", "il a été fait"},
    Meaning{"jti", "son numéro, unique"},
};

std::string meaning_of(std::string_view name, std::span<const Meaning> meanings) {
    for (const Meaning& meaning : meanings) {
        if (meaning.name == name) return std::string{meaning.text};
    }
    return {};
}

std::string shown(const Json& value) {
    constexpr std::size_t longest = 60;
    if (value.is_string()) return '"' + common::escape_bytes(value.get_ref<const std::string&>(), longest) + '"';
    const std::string text = value.dump(-1, ' ', true);
    return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t wide = common::columns(text);
    if (wide < width) text.append(width - wide, ' ');
    return text;
}

std::string row(std::string_view name, const Json& value, const std::string& meaning, const common::Palette& palette) {
    constexpr std::size_t name_width = 6;
    constexpr std::size_t value_width = 16;
    std::string line = "  " + palette.bold(padded(common::escape_bytes(name, 40), name_width)) + "  " + shown(value);
    if (!meaning.empty()) {
        const std::size_t wide = common::columns(shown(value));
        line.append(wide < value_width ? value_width - wide : 0, ' ');
        line += "  " + palette.dim(meaning);
    }
    return line + '\n';
}

std::string meaning_of_claim(std::string_view name, const Json& value, http::Seconds now) {
    const std::string meaning = meaning_of(name, claim_meanings);
    if (name != "exp" && name != "nbf" && name != "iat") return meaning;
    const auto date = numeric_date(value);
    if (!date) return meaning + " : ce n'est pas une date";
    return meaning + ' ' + french_moment(*date) + (*date <= now ? " (c'est passé)" : " (c'est à venir)");
}

std::string header_text(const TokenReport& report, const common::Palette& palette) {
    if (!report.header) return "  illisible : ce n'est pas un objet JSON en Base64url\n";
    std::string text;
    for (const auto& [name, value] : report.header->items()) {
        text += row(name, value, meaning_of(name, header_meanings), palette);
    }
    return text;
}

std::string claims_text(const TokenReport& report, http::Seconds now, const common::Palette& palette) {
    if (!report.claims) return "  illisible : ce n'est pas un objet JSON en Base64url\n";
    std::string text;
    for (const auto& [name, value] : report.claims->items()) {
        text += row(name, value, meaning_of_claim(name, value, now), palette);
    }
    if (!report.claims->contains("exp")) text += palette.yellow("  sans « exp » : rien ne dit quand il expire\n");
    return text;
}

std::optional<Json> read_part(std::string_view part) {
    const auto text = from_base64url(part);
    return text ? read_json_object(*text) : std::nullopt;
}

}  // namespace

TokenReport report_on(std::string_view token, const ReportKey& key, const TokenRules& rules, http::Seconds now) {
    TokenReport report;
    report.token_bytes = token.size();
    const auto parts = token.size() <= rules.most_bytes ? split_token(token) : std::nullopt;
    if (parts) {
        report.header = read_part(parts->header);
        report.claims = read_part(parts->claims);
        report.signature_bytes = from_base64url(parts->signature).value_or("").size();
    }
    report.reason = key.reason;
    if (!key.key) return report;
    const auto decided = check_token(token, *key.key, rules, now);
    report.is_valid = static_cast<bool>(decided);
    report.reason = decided ? "" : decided.refusal().reason;
    return report;
}

std::string to_json(const TokenReport& report) {
    Json object{{"valid", report.is_valid}, {"header", nullptr}, {"claims", nullptr}, {"reason", report.reason}};
    if (report.header) object["header"] = *report.header;
    if (report.claims) object["claims"] = *report.claims;
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_text(const TokenReport& report, http::Seconds now, const common::Palette& palette) {
    std::string text = "Un jeton de " + common::format_bytes(report.token_bytes);
    text += ", lu " + french_moment(now) + ".\n\n";
    text += palette.blue("En-tête") + " (chacun peut le lire : il n'est pas chiffré)\n" + header_text(report, palette);
    text += '\n' + palette.green("Contenu") + " (chacun peut le lire aussi)\n" + claims_text(report, now, palette);
    text += '\n' + palette.magenta("Signature") + " de l'en-tête et du contenu : " +
            common::format_bytes(report.signature_bytes) + '\n';
    text += report.is_valid ? palette.green("  Valide : la clé reconnaît la signature, et les dates conviennent.\n")
                            : palette.red("  Non valide : " + common::escape_bytes(report.reason) + '\n');
    text +=
        "\nC'est un jeton au porteur (« bearer », RFC 6750) : qui le tient passe pour son titulaire, jusqu'à ce qu'il\n"
        "expire. Il se garde comme un mot de passe : jamais dans une adresse ni dans un journal, toujours sous TLS.\n";
    return text;
}

std::string french_moment(http::Seconds moment) {
    constexpr std::array months{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{moment - day};
    std::array<char, 16> clock{};
    std::snprintf(clock.data(), clock.size(), "%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    const unsigned number = static_cast<unsigned>(date.day());
    const std::string month = months[static_cast<unsigned>(date.month()) - 1];
    return "le " + std::to_string(number) + (number == 1 ? "er " : " ") + month + ' ' +
           std::to_string(static_cast<int>(date.year())) + " à " + clock.data() + " UTC";
}

}  // namespace security
