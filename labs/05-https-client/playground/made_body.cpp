#include "05-https-client/playground/made_body.hpp"

#include <algorithm>
#include <memory>

#include "05-https-client/playground/answers.hpp"
#include "05-https-client/playground/waiting.hpp"

namespace playground {

// A client as fast as the server would have the thread for itself: it gives way after each piece.
asio::awaitable<std::string_view> MadeBody::next() {
    if (pause_.count() > 0) {
        co_await wait(pause_);
    } else {
        co_await give_way();
    }
    piece_ = make_();
    co_return piece_;
}

files::Answer made_answer(Make make, std::string_view type, std::optional<std::uint64_t> length) {
    files::Answer answer = text_answer({}, type);
    answer.body = files::StreamBody{std::make_unique<MadeBody>(std::move(make)), length};
    return answer;
}

std::string letters(std::uint64_t offset, std::size_t size) {
    std::string text(size, '\0');
    for (char& letter : text) letter = static_cast<char>('a' + offset++ % 26);
    return text;
}

Make by_blocks(Content content, std::uint64_t first, std::uint64_t length, std::size_t block) {
    return [content = std::move(content), first, end = first + length, block]() mutable {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(block, end - first));
        std::string piece = size == 0 ? std::string{} : content(first, size);
        first += size;
        return piece;
    };
}

}  // namespace playground
