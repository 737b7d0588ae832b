#include "05-https-client/tool/answer_output.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "05-https-client/tool/content.hpp"
#include "05-https-client/tool/exit_status.hpp"
#include "05-https-client/tool/printable.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"

namespace tool {
namespace {

constexpr int write_error = 23;
constexpr std::size_t most_kept = 4 * 1024 * 1024;  // beyond, a body for a terminal is shown as it comes

[[noreturn]] void fail(const std::string& path) {
    const std::string reason = common::explain_errno(errno);
    const std::string name = path.empty() ? "la sortie standard" : "« " + common::escape_bytes(path) + " »";
    throw Failure{write_error, "impossible d'écrire dans " + name + " : " + reason};
}

}  // namespace

AnswerOutput::AnswerOutput(std::string path, bool append)
    : path_{std::move(path)}, append_{append}, terminal_{path_.empty() && ::isatty(STDOUT_FILENO) == 1} {}

void AnswerOutput::open() {
    if (file_ || path_.empty()) return;
    const int how = O_WRONLY | O_CREAT | O_CLOEXEC | (append_ ? O_APPEND : O_TRUNC);
    file_.reset(::open(path_.c_str(), how, 0666));
    if (!file_) fail(path_);
}

void AnswerOutput::begin(std::string_view content_type) {
    type_ = content_type;
    whole_ = terminal_ && needs_whole_body(content_type);
    open();
}

void AnswerOutput::write_all(std::string_view bytes) {
    open();
    const int fd = path_.empty() ? STDOUT_FILENO : file_.get();
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail(path_);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void AnswerOutput::write(std::string_view bytes) {
    if (!terminal_) return write_all(bytes);
    if (!began_ && bytes.find('\0') != std::string_view::npos) {
        throw Failure{write_error, "la réponse n'est pas un texte, et troublerait le terminal ; écrivez-la dans un "
                                   "fichier avec -o"};
    }
    began_ = true;
    kept_ += bytes;
    if (whole_ && kept_.size() <= most_kept) return;
    whole_ = false;
    write_to_terminal({});
}

// A character may be cut between two pieces: its beginning waits for the rest.
void AnswerOutput::write_to_terminal(std::string_view bytes) {
    kept_ += bytes;
    const std::size_t waits = unfinished_bytes(kept_) + (kept_.ends_with('\r') ? 1 : 0);
    write_text(printable(std::string_view{kept_}.substr(0, kept_.size() - waits)));
    kept_.erase(0, kept_.size() - waits);
}

void AnswerOutput::write_text(std::string_view text) {
    if (text.empty()) return;
    last_ = text.back();
    write_all(text);
}

void AnswerOutput::finish() {
    if (!terminal_) return;
    write_text(whole_ ? for_terminal(kept_, type_) : printable(kept_));
    kept_.clear();
    if (last_ != '\n') write_text("\n");
}

}  // namespace tool
