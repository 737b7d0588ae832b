#include <array>
#include <cstdio>

#include "05-https-client/tool/write_out.hpp"

namespace tool {
namespace {

std::string seconds(std::optional<Moment> moment) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", static_cast<double>(moment.value_or(Moment{}).count()) / 1e6);
    return text;
}

// The last exchange; an empty one when nothing has happened.
const Exchange& last(const Recorder& recorder) {
    static const Exchange none;
    return recorder.exchanges().empty() ? none : recorder.exchanges().back();
}

template <typename Sum>
std::string total(const Recorder& recorder, Sum bytes) {
    std::uint64_t all = 0;
    for (const Exchange& exchange : recorder.exchanges()) all += bytes(exchange);
    return std::to_string(all);
}

std::string field(const Exchange& exchange, std::string_view name) {
    if (!exchange.answer) return "";
    return std::string{exchange.answer->fields.find(name).value_or("")};
}

std::string status(const Exchange& exchange) {
    char text[16];
    std::snprintf(text, sizeof text, "%03d", exchange.answer ? exchange.answer->status : 0);
    return text;
}

// "127.0.0.1:80" → before (0) or behind (1) the last colon.
std::string part_of_address(const std::string& address, bool port) {
    const std::size_t colon = address.rfind(':');
    if (colon == std::string::npos) return port ? "0" : "";
    if (port) return address.substr(colon + 1);
    const bool brackets = address.starts_with('[');
    return brackets ? address.substr(1, colon - 2) : address.substr(0, colon);
}

std::string speed(std::uint64_t bytes, Moment elapsed) {
    if (elapsed.count() <= 0) return "0";
    const double rate = static_cast<double>(bytes) * 1e6 / static_cast<double>(elapsed.count());
    return std::to_string(static_cast<std::uint64_t>(rate));
}

std::string version(const Exchange& exchange) {
    if (!exchange.answer) return "0";
    return exchange.answer->version == http::Version::http_1_0 ? "1.0" : "1.1";
}

std::optional<Moment> end_of_setup(const Exchange& exchange) { return exchange.at(Phase::request).from; }

std::string effective_url(const Outcome& outcome) {
    const std::string& after_redirects = outcome.recorder->effective_url();
    return after_redirects.empty() ? outcome.plan->address : after_redirects;
}

std::optional<std::string> time_variable(std::string_view name, const Outcome& outcome) {
    const Exchange& exchange = last(*outcome.recorder);
    if (name == "time_namelookup") return seconds(exchange.at(Phase::name).to);
    if (name == "time_connect") return seconds(exchange.at(Phase::connection).to);
    if (name == "time_appconnect") return seconds(exchange.at(Phase::tls).to);
    if (name == "time_pretransfer") return seconds(end_of_setup(exchange));
    if (name == "time_starttransfer") return seconds(exchange.at(Phase::wait).to);
    if (name == "time_redirect") return seconds(outcome.recorder->last_redirect());
    if (name == "time_total") return seconds(outcome.recorder->now());
    return std::nullopt;
}

std::optional<std::string> size_variable(std::string_view name, const Outcome& outcome) {
    const Recorder& recorder = *outcome.recorder;
    const Exchange& exchange = last(recorder);
    if (name == "size_download") return std::to_string(exchange.body_received);
    if (name == "size_upload") return std::to_string(exchange.body_sent);
    if (name == "size_header") return total(recorder, [](const Exchange& e) { return e.head_received; });
    if (name == "size_request") return total(recorder, [](const Exchange& e) { return e.head_sent; });
    if (name == "speed_download") return speed(exchange.body_received, recorder.now());
    if (name == "speed_upload") return speed(exchange.body_sent, recorder.now());
    return std::nullopt;
}

std::optional<std::string> answer_variable(std::string_view name, const Outcome& outcome) {
    const Exchange& exchange = last(*outcome.recorder);
    if (name == "http_code" || name == "response_code") return status(exchange);
    if (name == "http_version") return version(exchange);
    if (name == "content_type") return field(exchange, "Content-Type");
    if (name == "redirect_url") return field(exchange, "Location");
    if (name == "method") return exchange.method.empty() ? outcome.plan->method : exchange.method;
    if (name == "remote_ip") return part_of_address(exchange.address, false);
    if (name == "remote_port") return part_of_address(exchange.address, true);
    if (name == "num_headers") return std::to_string(exchange.answer ? exchange.answer->fields.size() : 0);
    if (name.starts_with("header{")) return field(exchange, name.substr(7, name.size() - 8));
    return std::nullopt;
}

std::optional<std::string> other_variable(std::string_view name, const Outcome& outcome) {
    const Recorder& recorder = *outcome.recorder;
    if (name == "url") return outcome.plan->address;
    if (name == "url_effective") return effective_url(outcome);
    if (name == "scheme") return effective_url(outcome).substr(0, effective_url(outcome).find(':'));
    if (name == "filename_effective") return outcome.plan->output;
    if (name == "num_redirects") return std::to_string(recorder.redirects());
    if (name == "num_connects") return std::to_string(recorder.connections());
    if (name == "exitcode") return std::to_string(outcome.exit_status);
    if (name == "errormsg") return outcome.error;
    if (name == "ssl_verify_result") return std::to_string(outcome.verify_code);
    return std::nullopt;
}

}  // namespace

std::optional<std::string> variable(std::string_view name, const Outcome& outcome) {
    for (const auto find : {time_variable, size_variable, answer_variable, other_variable}) {
        if (auto value = find(name, outcome)) return value;
    }
    return std::nullopt;
}

}  // namespace tool
