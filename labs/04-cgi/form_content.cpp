#include "04-cgi/form_content.hpp"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "common/system_error.hpp"

namespace cgi {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;

}  // namespace

void FormContent::append(std::string_view bytes) {
    assert(is_in_memory());
    memory_.append(bytes);
}

void FormContent::append(std::string_view bytes, const std::shared_ptr<TemporaryFile>& file) {
    if (!file_) {
        file_ = file;
        begin_in_file_ = file->size();
        file->append(memory_);
        size_in_file_ = memory_.size();
        memory_ = {};
    }
    file_->append(bytes);
    size_in_file_ += bytes.size();
}

std::string FormContent::read() const {
    std::string content;
    content.reserve(static_cast<std::size_t>(size()));
    for_each_block([&content](std::string_view block) { content += block; });
    return content;
}

void FormContent::for_each_block(const std::function<void(std::string_view)>& use) const {
    if (!file_) {
        for (std::size_t at = 0; at < memory_.size(); at += block_bytes) {
            use(std::string_view{memory_}.substr(at, block_bytes));
        }
        return;
    }
    std::string buffer(std::min<std::uint64_t>(block_bytes, size_in_file_), '\0');
    for (std::uint64_t read = 0; read < size_in_file_;) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size_in_file_ - read));
        const std::size_t count = file_->read(begin_in_file_ + read, buffer.data(), wanted);
        if (count == 0) common::throw_error(EIO, "pread", "le fichier temporaire du formulaire, devenu trop court");
        use(std::string_view{buffer}.substr(0, count));
        read += count;
    }
}

}  // namespace cgi
