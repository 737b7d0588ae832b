#include "04-cgi/form_content.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>

#include "common/system_error.hpp"

namespace cgi {
namespace {

constexpr std::size_t block_bytes = 64 * 1024;

std::string temporary_directory() {
    const char* const directory = std::getenv("TMPDIR");
    return directory == nullptr || *directory == '\0' ? "/tmp" : directory;
}

// A file that never had a name, or, where the file system does not know of such, one that loses it at once.
common::UniqueFd open_unnamed(const std::string& directory) {
    common::UniqueFd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (file) return file;
    std::string path = directory + "/formulaire-XXXXXX";
    file.reset(::mkostemp(path.data(), O_CLOEXEC));
    if (!file) common::throw_errno("mkostemp", path);
    ::unlink(path.c_str());
    return file;
}

}  // namespace

TemporaryFile::TemporaryFile() : file_{open_unnamed(temporary_directory())} {}

void TemporaryFile::append(std::string_view bytes) {
    unwritten_ += bytes;
    if (unwritten_.size() >= block_bytes) write();
}

void TemporaryFile::write() {
    std::string_view rest = unwritten_;
    while (!rest.empty()) {
        const ssize_t count = ::pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(written_));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pwrite", "le fichier temporaire du formulaire");
        written_ += static_cast<std::uint64_t>(count);
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    unwritten_.clear();
}

std::size_t TemporaryFile::read(std::uint64_t offset, char* buffer, std::size_t size) const {
    if (offset >= written_) return unwritten_.copy(buffer, size, static_cast<std::size_t>(offset - written_));
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, written_ - offset));
    for (;;) {
        const ssize_t count = ::pread(file_.get(), buffer, wanted, static_cast<off_t>(offset));
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) common::throw_errno("pread", "le fichier temporaire du formulaire");
    }
}

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
