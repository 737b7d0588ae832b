#include "05-https-client/cookie_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

#include "02-http-message/scanner.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace client {
namespace {

constexpr std::size_t most_file_bytes = 16 * 1024 * 1024;
constexpr std::string_view http_only_mark = "#HttpOnly_";
constexpr std::string_view heading =
    "# Netscape HTTP Cookie File\n"
    "# Ce fichier vaut mot de passe : qui le lit est reconnu à votre place.\n\n";

std::string read_all(int fd, const std::string& path) {
    std::string text;
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", path);
        if (count == 0) return text;
        text.append(buffer, static_cast<std::size_t>(count));
        if (text.size() > most_file_bytes) common::throw_error(EFBIG, "read", path);
    }
}

void write_all(int fd, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("write", path);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

// Removes what stands before the separator, and that, from the text, and returns it.
std::string_view take_up_to(std::string_view& text, char separator) {
    const std::string_view piece = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    return piece;
}

// The number of seconds since 1970, if it is one of a date that has four digits for its year.
std::optional<http::Seconds> read_end(std::string_view text) {
    constexpr long long end_of_9999 = 253'402'300'799;
    long long seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    if (!is_number || seconds < 0 || seconds > end_of_9999) return std::nullopt;
    return http::Seconds{std::chrono::seconds{seconds}};
}

// domain, with those below it, path, Secure, end, name, value: what is behind the sixth tab is the value.
std::optional<Cookie> read_line(std::string_view line, http::Seconds now) {
    Cookie cookie;
    cookie.http_only = line.starts_with(http_only_mark);
    if (cookie.http_only) line.remove_prefix(http_only_mark.size());
    if (std::count(line.begin(), line.end(), '\t') < 5 || line.starts_with('#')) return std::nullopt;
    const std::string_view domain = take_up_to(line, '\t');
    cookie.domain = domain.substr(domain.starts_with('.') ? 1 : 0);
    std::transform(cookie.domain.begin(), cookie.domain.end(), cookie.domain.begin(), http::to_lower);
    cookie.host_only = take_up_to(line, '\t') != "TRUE";
    cookie.path = take_up_to(line, '\t');
    cookie.secure = take_up_to(line, '\t') == "TRUE";
    const std::optional<http::Seconds> end = read_end(take_up_to(line, '\t'));
    cookie.name = take_up_to(line, '\t');
    cookie.value = line;
    const bool can_be_sent = is_cookie_text(cookie.name) && is_cookie_text(cookie.value);
    if (!end || cookie.domain.empty() || !cookie.path.starts_with('/') || !can_be_sent) return std::nullopt;
    if (cookie.name.empty() && cookie.value.empty()) return std::nullopt;
    if (*end != http::Seconds{}) cookie.expires = end;
    cookie.created = now;
    cookie.last_used = now;
    return cookie;
}

// Can the cookie stand in a line of seven fields? A tab is only possible in the last one.
bool fits_line(const Cookie& cookie) {
    const auto has_tab = [](std::string_view text) { return text.find('\t') != std::string_view::npos; };
    return !has_tab(cookie.name) && !has_tab(cookie.path) && is_cookie_text(cookie.path);
}

void append_line(std::string& text, const Cookie& cookie) {
    const auto end = cookie.expires ? cookie.expires->time_since_epoch().count() : 0;
    if (cookie.http_only) text += http_only_mark;
    if (!cookie.host_only) text += '.';
    text.append(cookie.domain).append(cookie.host_only ? "\tFALSE\t" : "\tTRUE\t");
    text.append(cookie.path).append(cookie.secure ? "\tTRUE\t" : "\tFALSE\t");
    text.append(std::to_string(end)).append("\t").append(cookie.name).append("\t").append(cookie.value).append("\n");
}

// A file beside its place, written to the end, then put there: whoever opens the path finds the old one or the new one.
class Replacement {
public:
    explicit Replacement(std::string path) : path_{std::move(path)}, name_{path_ + ".XXXXXX"} {
        file_.reset(::mkostemp(name_.data(), O_CLOEXEC));  // made for its owner alone (0600)
        if (!file_) common::throw_errno("mkostemp", name_);
    }
    ~Replacement() {
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;

    void finish(std::string_view text) {
        write_all(file_.get(), text, name_);
        if (::fsync(file_.get()) != 0) common::throw_errno("fsync", name_);
        if (::rename(name_.c_str(), path_.c_str()) != 0) common::throw_errno("rename", path_);
        name_.clear();
    }

private:
    std::string path_;
    std::string name_;  // of the file in the making; empty once it is in its place
    common::UniqueFd file_;
};

}  // namespace

void load_cookies(CookieJar& jar, const std::string& path, http::Seconds now) {
    const common::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) common::throw_errno("open", path);
    const std::string text = read_all(file.get(), path);
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view line = take_up_to(rest, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        std::optional<Cookie> cookie = read_line(line, now);
        if (cookie && !cookie->has_expired(now)) jar.add(std::move(*cookie));
    }
}

void save_cookies(const CookieJar& jar, const std::string& path, http::Seconds now, bool with_session) {
    std::string text{heading};
    for (const Cookie& cookie : jar) {
        const bool lasts = cookie.expires ? !cookie.has_expired(now) : with_session;
        if (lasts && fits_line(cookie)) append_line(text, cookie);
    }
    std::error_code unknown;
    const std::filesystem::path target = std::filesystem::canonical(path, unknown);
    const std::string place = unknown ? path : target.string();  // what a symbolic link leads to, not the link
    if (unknown || std::filesystem::is_regular_file(target, unknown)) return Replacement{place}.finish(text);
    const common::UniqueFd device{::open(place.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};
    if (!device) common::throw_errno("open", place);
    write_all(device.get(), text, place);
}

}  // namespace client
