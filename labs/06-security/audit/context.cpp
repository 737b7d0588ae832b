#include "06-security/audit/context.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

#include "06-security/audit/answers.hpp"

namespace audit {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_received = 1024 * 1024;
constexpr std::chrono::milliseconds silence_after_answer = 1s;

// The auditor talks to the server itself, with nobody's passwords but the profile's, and shows what it answers rather
// than what it answers in the end.
client::Options plain_manners(client::Options options) {
    if (!options.allow_redirects) options.allow_redirects = false;
    if (!options.use_netrc) options.use_netrc = false;
    if (!options.proxies) options.proxies = client::Proxies{.no_proxy = "*", .from_environment = false};
    return options;
}

bool is_answered(const RawAnswer& answer) {
    const std::vector<Answer> answers = read_answers(answer.received, answer.closed);
    return !answers.empty() && answers.back().whole;
}

// Receives until the connection ends, or nothing more is to be expected.
void receive(client::Transport& transport, RawAnswer& answer, const tcp::Deadline& deadline) {
    std::array<char, 16 * 1024> buffer{};
    while (answer.received.size() < most_received) {
        const bool answered = is_answered(answer);
        const auto wait = answered ? std::min(silence_after_answer, deadline.remaining()) : deadline.remaining();
        const tcp::Chunk chunk = transport.read_some(buffer, tcp::Deadline::after(wait));
        if (chunk.outcome != tcp::Outcome::complete) {
            answer.closed = chunk.outcome != tcp::Outcome::expired;
            answer.timed_out = !answer.closed && deadline.remaining() == 0ms;
            return;
        }
        answer.received.append(buffer.data(), std::min(chunk.size, most_received - answer.received.size()));
    }
}

bool is_plain(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
}

std::string quoted_name(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// RFC 8187 §3.2
std::string extended_name(std::string_view name) {
    std::string out = "UTF-8''";
    for (const char c : name) {
        char escape[4];
        std::snprintf(escape, sizeof escape, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
        out += escape;
    }
    return out;
}

std::string disposition_of(std::string_view name) {
    if (is_plain(name)) return "attachment; filename=" + quoted_name(name);
    return "attachment; filename*=" + extended_name(name);
}

// The member "access_token" of a JSON object; nothing if there is none.
std::optional<std::string> token_in(const std::string& body) {
    const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    const auto token = json.find("access_token");
    if (token == json.end() || !token->is_string()) return std::nullopt;
    return token->get<std::string>();
}

}  // namespace

int RawAnswer::status() const {
    const std::vector<Answer> all = read_answers(received, closed);
    return all.empty() ? 0 : all.front().status;
}

std::size_t RawAnswer::answers() const {
    return read_answers(received, closed).size();
}

Context::Context(client::Url url, Profile profile, client::Options options)
    : url_{std::move(url)}, profile_{std::move(profile)}, options_{plain_manners(std::move(options))} {}

bool Context::is_secure() const {
    return url_.is_secure();
}

std::string Context::host() const {
    return client::host_field(url_);
}

std::unique_ptr<client::Transport> Context::connect() {
    const client::Route route{.scheme = url_.scheme,
                              .host = url_.host,
                              .port = url_.port,
                              .proxy = std::nullopt,
                              .tls = {.verify = options_.verify.value_or(client::Verify{}), .certificate = {}}};
    client::Observer nobody;
    client::Timer timer{options_.timeout.value_or(client::Timeouts{})};
    timer.begin_connect();
    return connector_(route, options_.limits.value_or(client::Limits{}), timer, nobody);
}

RawAnswer Context::send_raw(std::string_view bytes, std::chrono::milliseconds patience) {
    const std::unique_ptr<client::Transport> transport = connect();
    const auto began = Clock::now();
    const tcp::Deadline deadline = tcp::Deadline::after(patience);
    RawAnswer answer;
    // What a server refuses in the middle is not sent to its end: its answer would be lost with the connection.
    transport->write(bytes, deadline, true);
    receive(*transport, answer, deadline);
    answer.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    return answer;
}

std::string Context::at(std::string_view path) const {
    return url_.scheme + "://" + host() + std::string{path};
}

client::Response Context::request(std::string_view method, std::string_view path, client::Options options) {
    return client::request(method, at(path), client::merge(options_, options));
}

std::optional<std::string> Context::token(const std::optional<Account>& account) {
    if (!account || profile_.token.empty()) return std::nullopt;
    const auto known = std::find_if(tokens_.begin(), tokens_.end(),
                                    [&](const auto& token) { return token.first == account->name; });
    if (known != tokens_.end()) return known->second;
    client::Response answer = request("POST", profile_.token,
                                      {.data = {{"grant_type", "password"},
                                                {"username", account->name},
                                                {"password", account->password}}});
    if (answer.status_code != 200) return std::nullopt;
    std::optional<std::string> token = token_in(answer.content());
    if (token) tokens_.emplace_back(account->name, *token);
    return token;
}

client::Response Context::upload(std::string_view name, std::string_view bytes, std::string_view token,
                                 client::Options options) {
    options.data = bytes;
    options.headers.emplace_back("Content-Disposition", disposition_of(name));
    if (!token.empty()) options.headers.emplace_back("Authorization", "Bearer " + std::string{token});
    return request("POST", profile_.upload, std::move(options));
}

bool Context::is_alive() {
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            request("GET", "/");
            return true;
        } catch (const client::ProtocolError&) {
            return true;  // it has answered
        } catch (const client::RequestException&) {
            continue;
        }
    }
    return false;
}

}  // namespace audit
