#include "04-cgi/script_body.hpp"

namespace cgi {

ScriptBody::ScriptBody(std::shared_ptr<Run> run, std::string first_bytes, std::optional<std::uint64_t> announced)
    : run_{std::move(run)},
      first_{std::move(first_bytes)},
      first_is_pending_{!first_.empty()},
      announced_{announced} {}

asio::awaitable<std::string_view> ScriptBody::next() {
    if (first_is_pending_) {
        first_is_pending_ = false;
        co_return count(first_);
    }
    const std::string_view bytes = co_await run_->read();
    const bool is_short = bytes.empty() && announced_ && total_ < *announced_;
    if (is_short && run_->failure_status() == 0) run_->fail(502, "sa réponse est plus courte qu'annoncé");
    co_return count(bytes);
}

std::string_view ScriptBody::count(std::string_view bytes) {
    total_ += bytes.size();
    if (total_ <= run_->limits().output_bytes) return bytes;
    run_->fail(502, "sa réponse est trop longue");
    return {};
}

}  // namespace cgi
