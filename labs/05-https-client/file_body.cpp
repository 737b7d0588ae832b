#include "05-https-client/file_body.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace client {

FileBody::FileBody(const std::string& path, std::uint64_t offset, std::uint64_t length)
    : FileBody{std::make_shared<const SourceFile>(path), offset, length} {}

FileBody::FileBody(std::shared_ptr<const SourceFile> file, std::uint64_t offset, std::uint64_t length)
    : file_{std::move(file)},
      offset_{std::min(offset, file_->size())},
      length_{std::min(length, file_->size() - offset_)} {}

std::string_view FileBody::next() {
    // À écrire : lisez la suite du fichier (file_->read dans buffer_), à partir de offset_ et derrière les sent_ octets
    // déjà donnés, sans jamais dépasser length_ ; comptez ce qui a été lu. Une fois tout donné : rien, et la mémoire
    // de buffer_ est rendue (buffer_ = {}).
    // BEGIN SOLUTION 5.6
    if (sent_ == length_) {
        buffer_ = {};  // a form may have hundreds of files, of which one at a time is read
        return {};
    }
    const std::string_view bytes = file_->read(offset_ + sent_, length_ - sent_, buffer_);
    sent_ += bytes.size();
    return bytes;
    // END SOLUTION
}

bool FileBody::rewind() {
    sent_ = 0;
    return true;
}

std::string_view PipeBody::next() {
    // À écrire : lisez de fd_ (read) dans buffer_, agrandi à read_bytes octets ; recommencez après EINTR, attendez avec
    // poll après EAGAIN (le descripteur peut être non bloquant), et donnez ce qui a été lu : rien, c'est la fin.
    // BEGIN SOLUTION 5.6
    buffer_.resize(read_bytes);
    for (;;) {
        const ssize_t count = ::read(fd_, buffer_.data(), buffer_.size());
        if (count >= 0) return std::string_view{buffer_}.substr(0, static_cast<std::size_t>(count));
        pollfd readable{.fd = fd_, .events = POLLIN, .revents = 0};
        if (errno == EAGAIN) ::poll(&readable, 1, -1);
        else if (errno != EINTR) common::throw_errno("read", "données à envoyer");
    }
    // END SOLUTION
}

}  // namespace client
