#include "06-security/audit/profile.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <stdexcept>

#include "02-http-message/fields.hpp"
#include "05-https-client/file_body.hpp"
#include "common/escape.hpp"

namespace audit {
namespace {

// What is wrong with a value: a French sentence without its full stop. parse() adds the line.
class WrongValue : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

using Setter = std::function<void(Profile&, std::string_view value)>;

Setter text(std::string Profile::*member) {
    return [member](Profile& profile, std::string_view value) { profile.*member = value; };
}

Account account_from(std::string_view value) {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos) throw WrongValue{"il faut « nom : mot de passe »"};
    const std::string_view name = http::trim_blanks(value.substr(0, colon));
    if (name.empty()) throw WrongValue{"le nom du compte est vide"};
    return {std::string{name}, std::string{http::trim_blanks(value.substr(colon + 1))}};
}

Setter account(std::optional<Account> Profile::*member) {
    return [member](Profile& profile, std::string_view value) { profile.*member = account_from(value); };
}

std::uint64_t number_from(std::string_view value, std::uint64_t lowest, std::uint64_t highest) {
    std::uint64_t number = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, number);
    if (error == std::errc{} && stop == end && number >= lowest && number <= highest) return number;
    throw WrongValue{"il faut un nombre entier de " + std::to_string(lowest) + " à " + std::to_string(highest)};
}

void set_largest(Profile& profile, std::string_view value) {
    profile.largest = number_from(value, 1, std::uint64_t{1} << 40);
}

void set_patience(Profile& profile, std::string_view value) {
    profile.patience = std::chrono::seconds{number_from(value, 1, 3'600)};
}

void set_https_port(Profile& profile, std::string_view value) {
    profile.https_port = static_cast<std::uint16_t>(number_from(value, 1, std::numeric_limits<std::uint16_t>::max()));
}

const std::map<std::string, Setter, std::less<>>& setters() {
    static const std::map<std::string, Setter, std::less<>> all{
        {"reader", account(&Profile::reader)},
        {"author", account(&Profile::author)},
        {"other_author", account(&Profile::other_author)},
        {"admin", account(&Profile::admin)},
        {"spare", text(&Profile::spare)},
        {"token", text(&Profile::token)},
        {"session", text(&Profile::session)},
        {"upload", text(&Profile::upload)},
        {"trail", text(&Profile::trail)},
        {"public_key", text(&Profile::public_key)},
        {"expired_token", text(&Profile::expired_token)},
        {"foreign_token", text(&Profile::foreign_token)},
        {"canary", text(&Profile::canary)},
        {"outside", text(&Profile::outside)},
        {"link", text(&Profile::link)},
        {"hidden", text(&Profile::hidden)},
        {"folder", text(&Profile::folder)},
        {"script_environment", text(&Profile::script_environment)},
        {"script_search", text(&Profile::script_search)},
        {"largest", set_largest},
        {"patience", set_patience},
        {"authority", text(&Profile::authority)},
        {"https_port", set_https_port},
    };
    return all;
}

[[noreturn]] void refuse(std::size_t line, const std::string& why) {
    throw std::runtime_error{"le profil ne se comprend pas, ligne " + std::to_string(line) + " : " + why};
}

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

void read_line(Profile& profile, std::string_view line, std::size_t number, std::vector<std::string>& seen) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) refuse(number, "il faut « nom = valeur »");
    const std::string name{http::trim_blanks(line.substr(0, equals))};
    const std::string_view value = http::trim_blanks(line.substr(equals + 1));
    const std::string quoted = "« " + common::escape_bytes(name, 40) + " »";
    const auto setter = setters().find(name);
    if (setter == setters().end()) refuse(number, quoted + " n'est pas un nom connu");
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) refuse(number, quoted + " est donné deux fois");
    if (value.empty()) refuse(number, quoted + " n'a pas de valeur");
    if (has_control_character(value)) refuse(number, quoted + " contient un caractère de contrôle");
    seen.push_back(name);
    try {
        setter->second(profile, value);
    } catch (const WrongValue& wrong) {
        refuse(number, quoted + " : " + wrong.what());
    }
}

}  // namespace

Profile Profile::parse(std::string_view text) {
    Profile profile;
    std::vector<std::string> seen;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        line = http::trim_blanks(line);
        if (!line.empty() && line.front() != '#') read_line(profile, line, number, seen);
    }
    return profile;
}

Profile Profile::load(const std::string& path) {
    client::FileBody file{path};
    std::string text;
    for (std::string_view piece = file.next(); !piece.empty(); piece = file.next()) text += piece;
    Profile profile = parse(text);
    const std::filesystem::path authority{profile.authority};
    if (!authority.empty() && authority.is_relative()) {
        profile.authority = (std::filesystem::path{path}.parent_path() / authority).string();
    }
    return profile;
}

}  // namespace audit
