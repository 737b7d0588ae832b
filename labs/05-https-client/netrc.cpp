#include "05-https-client/netrc.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>

#include "02-http-message/fields.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace client {

namespace {

// The words of the file, one after the other.
class Words {
public:
    explicit Words(std::string_view text) : rest_{text} {}

    // The next word, without its quotes; nothing at the end.
    std::optional<std::string> next() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
        if (rest_.empty()) return std::nullopt;
        if (rest_.front() == '"') return quoted();
        const std::size_t end = std::min(rest_.find_first_of(blanks), rest_.size());
        const std::string word{rest_.substr(0, end)};
        rest_.remove_prefix(end);
        return word;
    }

    // Up to behind this text, or to the end.
    void skip_past(std::string_view text) {
        const std::size_t at = rest_.find(text);
        rest_ = at == std::string_view::npos ? std::string_view{} : rest_.substr(at + text.size());
    }

private:
    static constexpr std::string_view blanks = " \t\r\n";

    std::string quoted() {
        std::string word;
        std::size_t at = 1;
        while (at < rest_.size() && rest_[at] != '"') {
            if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
            word += rest_[at++];
        }
        rest_.remove_prefix(std::min(at + 1, rest_.size()));
        return word;
    }

    std::string_view rest_;
};

std::string file_path() {
    if (const char* const path = std::getenv("NETRC"); path != nullptr && *path != '\0') return path;
    const char* const home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? "" : std::string{home} + "/.netrc";
}

std::string read_all(int fd, const std::string& path) {
    constexpr std::size_t longest = 1024 * 1024;
    std::string text;
    std::array<char, 4096> piece;
    while (text.size() < longest) {
        const ssize_t count = ::read(fd, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", path);
        if (count == 0) break;
        text.append(piece.data(), static_cast<std::size_t>(count));
    }
    return text;
}

}  // namespace

std::optional<Basic> netrc_credentials(std::string_view text, std::string_view host) {
    Words words{text};
    Basic found;
    bool is_ours = false;
    while (const auto word = words.next()) {
        if (*word == "machine" || *word == "default") {
            if (is_ours) break;
            is_ours = *word == "default" || http::equal_ignoring_case(words.next().value_or(""), host);
        } else if (*word == "login" || *word == "password" || *word == "account") {
            const std::string value = words.next().value_or("");
            if (is_ours && *word == "login") found.user = value;
            if (is_ours && *word == "password") found.password = value;
        } else if (*word == "macdef") {
            words.skip_past("\n\n");  // a macro lasts until an empty line
        } else if (word->starts_with('#')) {
            words.skip_past("\n");
        }
    }
    if (!is_ours) return std::nullopt;
    return found;
}

std::optional<Basic> netrc_credentials(std::string_view host) {
    const std::string path = file_path();
    if (path.empty()) return std::nullopt;
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a FIFO must not make us wait
    const common::UniqueFd file{::open(path.c_str(), flags)};
    if (!file && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!file) common::throw_errno("open", path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) common::throw_errno("fstat", path);
    if (!S_ISREG(status.st_mode)) return std::nullopt;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        std::cerr << "Attention : " << common::escape_bytes(path)
                  << " peut être lu par d'autres que vous : il n'est pas utilisé (« chmod 600 » y remédie).\n";
        return std::nullopt;
    }
    return netrc_credentials(read_all(file.get(), path), host);
}

}  // namespace client
