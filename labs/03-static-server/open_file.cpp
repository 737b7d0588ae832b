#include "03-static-server/open_file.hpp"

#include <asio/post.hpp>
#include <ctime>

#include "02-http-message/date.hpp"
#include "03-static-server/mime.hpp"

namespace files {
namespace {

bool same_time(const timespec& a, const timespec& b) {
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool is_unchanged(const OpenFile& file) {
    struct stat now {};
    if (::fstat(file.fd.get(), &now) != 0) return false;
    return now.st_nlink == file.status.st_nlink && now.st_size == file.status.st_size &&
           same_time(now.st_ctim, file.status.st_ctim);
}

// The whole file, or nothing if it could not be read whole.
std::string read_whole(int fd, std::uint64_t size) {
    std::string content(size, '\0');
    std::uint64_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(fd, content.data() + done, size - done, static_cast<off_t>(done));
        if (count <= 0) return {};
        done += static_cast<std::uint64_t>(count);
    }
    return content;
}

}  // namespace

std::shared_ptr<const OpenFile> make_open_file(Opened opened, std::string_view name, std::uint64_t content_limit) {
    auto file = std::make_shared<OpenFile>();
    file->fd = std::move(opened.fd);
    file->status = opened.status;
    file->size = static_cast<std::uint64_t>(opened.status.st_size);
    file->validators = validators_of(opened.status);
    file->content_type = content_type(name);
    file->common_fields.add("ETag", file->validators.etag);
    file->common_fields.add("Last-Modified", http::format_date(file->validators.last_modified));
    file->common_fields.add("Accept-Ranges", "bytes");
    file->whole_fields = file->common_fields;
    file->whole_fields.add("Content-Type", file->content_type);
    if (file->size <= content_limit) file->content = read_whole(file->fd.get(), file->size);
    if (!is_unchanged(*file)) file->content.clear();
    return file;
}

std::shared_ptr<const OpenFile> FileCache::find(std::string_view path) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return nullptr;
    const Entries::iterator entry = found->second;
    if (!is_current(*entry)) {
        forget(entry);
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return entry->file;
}

void FileCache::keep(std::string_view path, std::shared_ptr<const OpenFile> file) {
    const std::chrono::seconds age{std::time(nullptr) - file->status.st_ctim.tv_sec};
    if (age < limits_.settling_time || limits_.cached_files == 0) return;
    if (const auto old = by_path_.find(path); old != by_path_.end()) forget(old->second);
    if (by_path_.size() >= limits_.cached_files) forget(std::prev(entries_.end()));
    entries_.push_front({.path = std::string{path}, .file = std::move(file), .looked_up = Clock::now()});
    by_path_.emplace(entries_.front().path, entries_.begin());
}

bool FileCache::is_current(Entry& entry) {
    if (entry.checked_in_turn == turn_) return true;
    if (Clock::now() - entry.looked_up > limits_.cache_time || !is_unchanged(*entry.file)) return false;
    entry.checked_in_turn = turn_;
    // Runs after all that is ready in this turn.
    asio::post(executor_, [this] { ++turn_; });
    return true;
}

void FileCache::forget(Entries::iterator entry) {
    by_path_.erase(entry->path);
    entries_.erase(entry);
}

}  // namespace files
