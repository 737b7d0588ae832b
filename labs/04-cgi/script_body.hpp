#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "03-static-server/body_source.hpp"
#include "04-cgi/run.hpp"

namespace cgi {

// The body of an answer that a script is making. Its first bytes may have come along with the head.
class ScriptBody final : public files::BodySource {
public:
    // `announced`: how many bytes the script has said that the body has, if it has.
    ScriptBody(std::shared_ptr<Run> run, std::string first_bytes, std::optional<std::uint64_t> announced);

    asio::awaitable<std::string_view> next() override;
    bool is_ready() const override { return first_is_pending_; }
    bool is_complete() const override { return run_->failure_status() == 0; }
    asio::awaitable<void> finish() override { return Run::finish(run_); }

private:
    // Counts these bytes. Too many of them: the script is stopped, and they are not passed on.
    std::string_view count(std::string_view bytes);

    std::shared_ptr<Run> run_;
    std::string first_;
    bool first_is_pending_;
    std::optional<std::uint64_t> announced_;
    std::uint64_t total_ = 0;
};

}  // namespace cgi
