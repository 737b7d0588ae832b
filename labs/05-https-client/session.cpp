#include "05-https-client/session.hpp"

#include "05-https-client/call.hpp"

namespace client {

struct Session::State {
    Shared shared;
};

Session::Session(Options session_options, Connector connector)
    : options{std::move(session_options)},
      state_{std::make_unique<State>(State{
          {std::move(connector), std::make_shared<Pool>(options.limits.value_or(Limits{}).idle_connections)}})} {}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Response Session::request(std::string_view method, std::string_view url, const Options& own) {
    Call call{state_->shared, cookies, asked(merge(options, own), method, url_from(url))};
    return call.run();
}

void Session::close() { state_->shared.pool->close_all(); }

}  // namespace client
