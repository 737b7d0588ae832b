#include <algorithm>
#include <chrono>
#include <sstream>

#include "02-http-message/fields.hpp"
#include "05-https-client/tool/plan.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

using Milliseconds = std::chrono::milliseconds;

Milliseconds from_seconds(double seconds) {
    return std::max(Milliseconds{1}, std::chrono::duration_cast<Milliseconds>(std::chrono::duration<double>{seconds}));
}

// Unlike the library, a program for large files is given a day in all.
client::Timeouts timeouts_of(const CommandLine& line) {
    client::Timeouts timeouts{.total = std::chrono::hours{24}};
    if (line.max_time > 0) {
        timeouts.total = from_seconds(line.max_time);
        timeouts.read = std::max(timeouts.read, timeouts.total);
        if (line.connect_timeout <= 0) timeouts.connect = std::max(timeouts.connect, timeouts.total);
    }
    if (line.connect_timeout > 0) timeouts.connect = from_seconds(line.connect_timeout);
    return timeouts;
}

client::Retries retries_of(const CommandLine& line) {
    client::Retries retries{.count = line.retry};
    if (line.retry_delay > 0) {
        retries.first_delay = from_seconds(line.retry_delay);
        retries.longest_delay = std::max(retries.longest_delay, retries.first_delay);
    }
    return retries;
}

client::Proxies proxies_of(const CommandLine& line) {
    client::Proxies proxies;
    if (line.proxy) proxies.http = proxies.https = *line.proxy;
    if (line.proxy && line.proxy->empty()) proxies.from_environment = false;
    // Empty would mean « as the environment says »: a list of nothing excludes nothing.
    if (line.no_proxy) proxies.no_proxy = line.no_proxy->empty() ? "," : *line.no_proxy;
    return proxies;
}

client::Limits limits_of(const CommandLine& line) {
    client::Limits limits;
    limits.redirects = line.max_redirects;
    if (line.max_filesize > 0) limits.decoded_bytes = std::min(limits.decoded_bytes, line.max_filesize);
    return limits;
}

// "a=1; b=2" as pairs.
void add_cookies(client::Pairs& cookies, const std::string& text) {
    std::istringstream parts{text};
    for (std::string part; std::getline(parts, part, ';');) {
        const std::string_view pair = http::trim_blanks(part);
        if (pair.empty()) continue;
        const std::size_t sign = pair.find('=');
        if (sign == std::string_view::npos) {
            cookies.emplace_back("", pair);
        } else {
            cookies.emplace_back(pair.substr(0, sign), pair.substr(sign + 1));
        }
    }
}

}  // namespace

void add_ways(client::Options& options, const CommandLine& line) {
    options.timeout = timeouts_of(line);
    options.retries = retries_of(line);
    options.proxies = proxies_of(line);
    options.limits = limits_of(line);
    options.allow_redirects = line.location;
    if (line.insecure) {
        options.verify = client::Verify{false};
    } else if (!line.ca_file.empty()) {
        options.verify = client::Verify{line.ca_file};
    }
    if (!line.certificate.empty()) options.cert = client::ClientCertificate{line.certificate, line.key};
}

void add_identity(Plan& plan, const CommandLine& line) {
    if (!line.user.empty() && !line.bearer.empty()) {
        throw common::WrongUsage{"-u et --oauth2-bearer disent chacun qui demande : il n'en faut qu'un"};
    }
    if (!line.user.empty()) {
        const std::size_t colon = line.user.find(':');
        const std::string password = colon == std::string::npos ? "" : line.user.substr(colon + 1);
        plan.options.auth = client::Basic{line.user.substr(0, colon), password};
    }
    if (!line.bearer.empty()) plan.options.auth = client::Bearer{line.bearer};
    plan.options.use_netrc = line.netrc;
    for (const std::string& text : line.cookies) {
        if (text.find('=') == std::string::npos) {
            plan.cookie_files.push_back(text);
        } else {
            add_cookies(plan.options.cookies, text);
        }
    }
}

void add_header(client::Options& options, const std::string& text) {
    const std::size_t sign = text.find_first_of(":;");
    if (sign == std::string::npos || sign == 0) {
        throw common::WrongUsage{"-H attend « Nom: valeur », et non « " + text + " »"};
    }
    const std::string name = text.substr(0, sign);
    const std::string_view value = http::trim_blanks(std::string_view{text}.substr(sign + 1));
    if (text[sign] == ':' && value.empty()) {
        options.without_headers.push_back(name);
    } else if (text[sign] == ';' && !value.empty()) {
        throw common::WrongUsage{"-H attend « Nom: valeur », et non « " + text + " »"};
    } else {
        options.headers.emplace_back(name, value);
    }
}

}  // namespace tool
