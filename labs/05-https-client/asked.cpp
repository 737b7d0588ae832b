#include "05-https-client/asked.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"
#include "05-https-client/meter.hpp"
#include "05-https-client/netrc.hpp"
#include "05-https-client/request_head.hpp"

namespace client {
namespace {

constexpr std::uint64_t usual_expect_above = 1024 * 1024;  // bytes

// Tells the progress of a body while it is sent.
class MeteredBody final : public RequestBody {
public:
    MeteredBody(std::shared_ptr<RequestBody> body, const ProgressFunction& progress)
        : body_{std::move(body)}, meter_{progress, true, body_->length()} {}

    std::optional<std::uint64_t> length() const override { return body_->length(); }
    std::string_view next() override {
        const std::string_view piece = body_->next();
        if (piece.empty()) {
            meter_.finish();
        } else {
            meter_.add(piece.size());
        }
        return piece;
    }
    bool rewind() override {
        meter_.restart();
        return body_->rewind();
    }

private:
    std::shared_ptr<RequestBody> body_;
    Meter meter_;
};

// Who asks: what the options say, otherwise the address, otherwise the user's ~/.netrc.
std::optional<Auth> credentials_of(const Asked& asked) {
    if (asked.options.auth) return asked.options.auth;
    if (!asked.url.user.empty() || !asked.url.password.empty()) return Basic{asked.url.user, asked.url.password};
    if (!asked.options.use_netrc.value_or(true)) return std::nullopt;
    const std::optional<Basic> found = netrc_credentials(asked.url.host);
    if (!found) return std::nullopt;
    return *found;
}

// "a=1; b=2": the jar's cookies for this address, then those of the request. One without a name has no '=' either.
std::string cookies_of(const Asked& asked, CookieJar& jar, http::Seconds now) {
    std::string cookies = jar.empty() ? std::string{} : jar.header_for(asked.url, now);
    for (const auto& [name, value] : asked.options.cookies) {
        if (!cookies.empty()) cookies += "; ";
        if (!name.empty()) cookies.append(name).append("=");
        cookies += value;
    }
    return cookies;
}

// Is this field left to us: not given by hand, and not to be left out?
bool is_ours(const Asked& asked, std::string_view name) {
    const auto& without = asked.options.without_headers;
    const auto is_named = [name](const std::string& other) { return http::equal_ignoring_case(other, name); };
    return find_field(asked.request.fields, name) == nullptr && std::none_of(without.begin(), without.end(), is_named);
}

// What depends on the address. A field that the user gave is not doubled.
void add_fields_of_address(http::Fields& fields, const Asked& asked, CookieJar& jar, http::Seconds now) {
    if (is_ours(asked, "Cookie")) {
        const std::string cookies = cookies_of(asked, jar, now);
        if (!cookies.empty()) fields.add("Cookie", cookies);
        if (!cookies.empty()) asked.observer->cookies_sent(cookies, asked.url);
    }
    if (is_ours(asked, "Authorization")) {
        if (const std::optional<Auth> auth = credentials_of(asked)) fields.add("Authorization", authorization(*auth));
    }
}

bool has_credentials(const Url& url) { return !url.user.empty() || !url.password.empty(); }

// The whole address, for a proxy; without what is between client and server, or stays with the client.
std::string absolute_target(Url url) {
    url.fragment.clear();
    return to_string(url);
}

}  // namespace

Asked asked(Options options, std::string_view method, Url url) {
    Prepared request = prepare(method, options);
    if (request.body && options.progress) {
        request.body = std::make_shared<MeteredBody>(std::move(request.body), options.progress);
    }
    Url with_query = with_params(std::move(url), options.params);
    options.data = {};  // now in the request: what is large is not kept twice
    options.json = {};
    options.files = {};
    return {.options = options,
            .limits = options.limits.value_or(Limits{}),
            .timer = Timer{options.timeout.value_or(Timeouts{})},
            .observer = options.observer ? options.observer : std::make_shared<Observer>(),
            .request = std::move(request),
            .url = std::move(with_query)};
}

bool may_repeat(Asked& asked) {
    return is_idempotent(asked.request.method) && (!asked.request.body || asked.request.body->rewind());
}

bool awaits_continue(const Asked& asked) {
    if (!asked.expects_continue || !asked.request.body) return false;
    const std::optional<std::uint64_t> length = asked.request.body->length();
    return !length || *length >= asked.options.expect_above.value_or(usual_expect_above);
}

void forget_credentials(Asked& asked) {
    for (const char* const name : {"Authorization", "Cookie", "Host", "Proxy-Authorization"}) {
        remove_field(asked.request.fields, name);
    }
    asked.options.auth.reset();
    asked.options.cookies.clear();
}

std::string head_of(const Asked& asked, const std::optional<Url>& proxy, CookieJar& jar, http::Seconds now) {
    http::Fields fields;
    for (const auto& [name, value] : asked.request.fields) fields.add(name, value);
    add_fields_of_address(fields, asked, jar, now);
    if (awaits_continue(asked)) fields.add("Expect", "100-continue");
    const bool asks_proxy = proxy && !asked.url.is_secure();
    if (asks_proxy && has_credentials(*proxy)) {
        fields.add("Proxy-Authorization", authorization(Basic{proxy->user, proxy->password}));
    }
    const std::string target = asks_proxy ? absolute_target(asked.url) : request_target(asked.url);
    return request_head(asked.request.method, target, asked.url, fields);
}

}  // namespace client
