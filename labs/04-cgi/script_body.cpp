#include "04-cgi/script_body.hpp"

namespace cgi {

ScriptBody::ScriptBody(std::shared_ptr<Run> run, std::string first_bytes)
    : run_{std::move(run)}, first_{std::move(first_bytes)}, first_is_pending_{!first_.empty()} {}

asio::awaitable<std::string_view> ScriptBody::next() {
    if (first_is_pending_) {
        first_is_pending_ = false;
        co_return count(first_);
    }
    const std::string_view bytes = co_await run_->read();
    co_return count(bytes);
}

std::string_view ScriptBody::count(std::string_view bytes) {
    total_ += bytes.size();
    if (total_ <= run_->limits().output_bytes) return bytes;
    run_->fail(502, "sa réponse est trop longue");
    return {};
}

}  // namespace cgi
