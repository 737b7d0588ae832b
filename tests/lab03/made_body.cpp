#include "lab03/made_body.hpp"

#include <stdexcept>

#include "lab03/memory_stream.hpp"

namespace played {

asio::awaitable<std::string_view> MadeBody::next() {
    if (record_.asked++ == 0) {
        const auto* const client = dynamic_cast<const MemoryStream*>(&exchange_.stream);
        if (client) record_.output_at_first_piece = client->output();
    }
    if (plan_.while_making) plan_.while_making(exchange_);
    if (given_ < plan_.pieces.size()) co_return plan_.pieces[given_++];
    if (plan_.fails) throw std::runtime_error{"source en panne"};
    co_return std::string_view{};
}

asio::awaitable<void> MadeBody::finish() {
    ++record_.finished;
    co_return;
}

files::Handler MadeBody::handler(Plan plan, Record& record) {
    return [plan, &record](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        files::Answer answer;
        answer.status = plan.status;
        answer.body = files::StreamBody{.source = std::make_unique<MadeBody>(plan, record, exchange),
                                        .length = plan.length,
                                        .has_head = plan.has_head};
        co_return answer;
    };
}

}  // namespace played
