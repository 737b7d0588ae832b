#include "05-https-client/playground/tus_store.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <random>

#include "04-cgi/temporary_file.hpp"
#include "common/system_error.hpp"

namespace playground {
namespace {

void write_at(int file, std::string_view bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pwrite", "fichier temporaire");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += static_cast<std::uint64_t>(count);
    }
}

std::string new_name() {
    std::random_device device;
    std::string bytes;
    while (bytes.size() < 16) bytes += static_cast<char>(device() & 0xFF);
    return to_hex(bytes);
}

}  // namespace

TusUpload::TusUpload(std::uint64_t length, std::string metadata)
    : length_{length},
      metadata_{std::move(metadata)},
      file_{cgi::TemporaryFile{}.release()},
      kept_digest_{EVP_sha256()},
      written_digest_{EVP_sha256()} {}

std::uint64_t TusUpload::offset() const {
    const std::lock_guard lock{mutex_};
    return kept_;
}

std::string TusUpload::sha256() const {
    const std::lock_guard lock{mutex_};
    return kept_digest_.value();
}

std::uint64_t TusUpload::begin(std::uint64_t offset) {
    const std::lock_guard lock{mutex_};
    if (offset != kept_ || forgotten_) return 0;
    written_ = kept_;
    written_digest_ = kept_digest_;
    return ++turn_;
}

TusUpload::Written TusUpload::write(std::uint64_t turn, std::string_view bytes) {
    const std::lock_guard lock{mutex_};
    if (!may_write(turn)) return Written::turn_is_over;
    if (bytes.size() > length_ - written_) return Written::too_much;
    write_at(file_.get(), bytes, written_);
    written_ += bytes.size();
    written_digest_.add(bytes);
    return Written::all;
}

bool TusUpload::keep(std::uint64_t turn) {
    const std::lock_guard lock{mutex_};
    if (!may_write(turn)) return false;
    kept_ = written_;
    kept_digest_ = written_digest_;
    return true;
}

void TusUpload::forget() {
    const std::lock_guard lock{mutex_};
    forgotten_ = true;
}

common::UniqueFd TusUpload::open() const {
    common::UniqueFd copy{::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0)};
    if (!copy) common::throw_errno("fcntl", "fichier temporaire");
    return copy;
}

std::string TusStore::create(std::uint64_t length, std::string metadata) {
    assert(length <= largest);
    auto upload = std::make_shared<TusUpload>(length, std::move(metadata));
    const std::lock_guard lock{mutex_};
    make_room(length);
    entries_.push_back({new_name(), std::move(upload)});
    bytes_ += length;
    return entries_.back().name;
}

void TusStore::make_room(std::uint64_t length) {
    while (entries_.size() >= most_uploads || bytes_ + length > most_bytes) forget_oldest();
}

void TusStore::forget_oldest() {
    bytes_ -= entries_.front().upload->length();
    entries_.front().upload->forget();
    entries_.pop_front();
}

std::shared_ptr<TusUpload> TusStore::find(std::string_view name) const {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    return found == entries_.end() ? nullptr : found->upload;
}

bool TusStore::remove(std::string_view name) {
    const std::lock_guard lock{mutex_};
    const auto found = std::ranges::find(entries_, name, &Entry::name);
    if (found == entries_.end()) return false;
    bytes_ -= found->upload->length();
    found->upload->forget();
    entries_.erase(found);
    return true;
}

}  // namespace playground
