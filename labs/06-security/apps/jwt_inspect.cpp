// jwt_inspect: a token (JWT) on standard input, explained part by part, and judged if there is a key.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <iostream>
#include <stdexcept>
#include <string>

#include "03-static-server/date_clock.hpp"
#include "06-security/secret_file.hpp"
#include "06-security/token_json.hpp"
#include "06-security/token_report.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

using security::Algorithm;
using security::TokenKey;

constexpr std::size_t most_token_bytes = 64 * 1024;

struct Options {
    std::string key_file;
    std::string algorithm;
    std::string issuer;
    std::string audience;
    std::string at;
    unsigned leeway = 0;  // seconds
    bool json = false;
};

// Without the blanks around it. Of an input that is too long, only so much that it shows.
std::string read_token() {
    std::string input;
    char buffer[16 * 1024];
    while (input.size() <= 2 * most_token_bytes) {
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", "l'entrée standard");
        if (count == 0) break;
        input.append(buffer, static_cast<std::size_t>(count));
    }
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = input.find_first_not_of(blanks);
    if (begin == std::string::npos) return {};
    return input.substr(begin, input.find_last_not_of(blanks) + 1 - begin);
}

// "2026-11-20" or "2026-11-20T17:30:00Z" (RFC 3339); nothing for anything else.
std::optional<http::Seconds> iso_date(const std::string& text) {
    const std::string whole = text.size() == 10 ? text + "T00:00:00Z" : text;
    int year = 0;
    unsigned month = 0, day = 0, hour = 0, minute = 0, second = 0;
    int used = 0;
    const int found = std::sscanf(whole.c_str(), "%4d-%2u-%2uT%2u:%2u:%2uZ%n", &year, &month, &day, &hour, &minute,
                                  &second, &used);
    if (found != 6 || used != 20 || whole.size() != 20) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

http::Seconds moment_of(const std::string& text) {
    if (text.empty()) return files::current_second();
    std::int64_t seconds = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, seconds);
    constexpr std::int64_t end_of_9999 = 253'402'300'799;
    if (error == std::errc{} && stop == end && seconds >= 0 && seconds <= end_of_9999) {
        return http::Seconds{std::chrono::seconds{seconds}};
    }
    if (const auto date = iso_date(text)) return *date;
    if (const auto date = http::parse_date(text, files::current_second())) return *date;
    throw common::WrongUsage{"--at : « " + text +
                             " » n'est ni un nombre de secondes depuis 1970, ni une date comme 2026-11-20T17:30:00Z"};
}

// A secret as the standards print theirs: {"kty":"oct","k":"Base64url"} (RFC 7517).
std::optional<TokenKey> secret_of_jwk(std::string_view text) {
    const auto object = security::read_json_object(text);
    if (!object) return std::nullopt;
    const auto kind = object->find("kty");
    const auto member = object->find("k");
    if (kind == object->end() || *kind != "oct" || member == object->end() || !member->is_string()) return std::nullopt;
    const auto secret = security::from_base64url(member->get_ref<const std::string&>());
    if (!secret) return std::nullopt;
    return TokenKey::from_secret(*secret);
}

security::ReportKey read_key(const Options& options) {
    if (options.key_file.empty() != options.algorithm.empty()) {
        throw common::WrongUsage{"--key-file et --alg vont ensemble : c'est à qui vérifie de choisir l'algorithme"};
    }
    if (options.key_file.empty()) return {};
    const Algorithm algorithm = security::algorithm_of(options.algorithm).value();
    const security::SecretFile file = security::read_secret_file(options.key_file);
    try {
        if (algorithm == Algorithm::hs256) {
            if (auto key = secret_of_jwk(file.text)) return {std::move(key), ""};
        }
        return {TokenKey::parse(algorithm, file.text), ""};
    } catch (const std::runtime_error& wrong) {
        return {std::nullopt, "la clé ne convient pas : " + std::string{wrong.what()}};
    }
}

int inspect_token(const Options& options) {
    const http::Seconds now = moment_of(options.at);
    const security::ReportKey key = read_key(options);
    security::TokenRules rules;
    rules.issuer = options.issuer;
    rules.audience = options.audience;
    rules.require_subject = false;
    rules.require_expiry = false;
    rules.leeway = std::chrono::seconds{options.leeway};
    rules.most_bytes = most_token_bytes;
    if (::isatty(STDIN_FILENO) != 0) std::cerr << "Collez le jeton, puis Ctrl-D.\n";
    const security::TokenReport report = security::report_on(read_token(), key, rules, now);
    const auto palette = common::Palette::for_descriptor(STDOUT_FILENO);
    const std::string text = options.json ? security::to_json(report) + '\n' : security::to_text(report, now, palette);
    std::cout << text << std::flush;
    return report.is_valid ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"jwt_inspect",
         "Lit un jeton (JWT, RFC 7519) sur l'entrée standard, sans les blancs autour, et explique ses parties.\n"
         "Avec une clé, il dit aussi s'il est valide : l'algorithme est celui de --alg, jamais celui du jeton ; la\n"
         "signature ; les dates exp, nbf et iat, si elles y sont ; iss et aud, s'ils sont demandés. Un service exige\n"
         "en plus sub et exp. Une clé que le jeton apporte, ou dont il donne l'adresse, n'est jamais employée.\n"
         "Avec --json, un seul objet : valid, header et claims (null s'ils sont illisibles), reason (vide si valid).\n"
         "Statut : 0 si le jeton est valide, 1 s'il ne l'est pas ou s'il n'y a pas de clé, 2 si l'appel est faux.",
         R"(  printf %s "$JETON" | jwt_inspect
  printf %s "$JETON" | jwt_inspect --key-file cle-publique.pem --alg ES256 --json
  printf %s "$JETON" | jwt_inspect --key-file secret --alg HS256 --issuer atelier-http --audience depot
  printf %s "$JETON" | jwt_inspect --key-file secret --alg HS256 --at 2026-11-20T17:30:00Z)"},
        [&](CLI::App& app) {
            app.add_option("--key-file", options.key_file,
                           "La clé : PEM, publique ou privée, ou un secret d'au moins 32 octets (tel quel, ou un JWK "
                           "« oct »)")
                ->type_name("FICHIER");
            app.add_option("--alg", options.algorithm, "L'algorithme exigé : HS256, ES256 ou EdDSA")
                ->type_name("ALG")
                ->check(common::one_of({"HS256", "ES256", "EdDSA"}));
            app.add_option("--issuer", options.issuer, "L'émetteur (iss) exigé")->type_name("NOM");
            app.add_option("--audience", options.audience, "Le service (aud) exigé")->type_name("NOM");
            app.add_option("--at", options.at, "Juge les dates comme à ce moment-là : secondes depuis 1970, ou date")
                ->type_name("DATE");
            app.add_option("--leeway", options.leeway, "La tolérance entre deux horloges, en secondes")
                ->type_name("S")
                ->check(common::whole_number(0, 86'400))
                ->capture_default_str();
            app.add_flag("--json", options.json, "Écrit un seul objet JSON sur une ligne");
        },
        [&] { return inspect_token(options); });
}
