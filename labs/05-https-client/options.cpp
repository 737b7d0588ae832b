#include "05-https-client/options.hpp"

#include <nlohmann/json.hpp>

#include "05-https-client/prepared.hpp"

namespace client {
namespace {

// The session's fields that the request does not have itself, then those of the request.
Pairs merge_headers(const Pairs& session, const Pairs& request) {
    Pairs merged;
    for (const auto& pair : session) {
        if (find_field(request, pair.first) == nullptr) merged.push_back(pair);
    }
    merged.insert(merged.end(), request.begin(), request.end());
    return merged;
}

template <typename List>
List both(List first, const List& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

// What the request says itself, otherwise what the session says.
template <typename Option>
void fill_in(Option& option, const Option& of_session) {
    if (!option) option = of_session;
}

}  // namespace

// A text that is not UTF-8 is sent with U+FFFD in the place of what is wrong, rather than not at all.
JsonText::JsonText(const nlohmann::json& value)
    : text_{value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)} {}

Options merge(const Options& session, const Options& request) {
    Options merged = request;
    merged.params = both(session.params, request.params);
    merged.headers = merge_headers(session.headers, request.headers);
    merged.without_headers = both(session.without_headers, request.without_headers);
    merged.cookies = both(session.cookies, request.cookies);
    fill_in(merged.auth, session.auth);
    fill_in(merged.timeout, session.timeout);
    fill_in(merged.allow_redirects, session.allow_redirects);
    fill_in(merged.proxies, session.proxies);
    fill_in(merged.verify, session.verify);
    fill_in(merged.cert, session.cert);
    fill_in(merged.stream, session.stream);
    fill_in(merged.retries, session.retries);
    fill_in(merged.use_netrc, session.use_netrc);
    fill_in(merged.expect_above, session.expect_above);
    fill_in(merged.limits, session.limits);
    fill_in(merged.progress, session.progress);
    fill_in(merged.observer, session.observer);
    return merged;
}

}  // namespace client
