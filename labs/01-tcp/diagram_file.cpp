#include "01-tcp/diagram_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "01-tcp/sequence_diagram.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace tcp {
namespace {

void write_file(const std::string& path, std::string_view bytes) {
    const common::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!file) common::throw_errno("open", path);
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) common::throw_errno("write", path);
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

DiagramFile::DiagramFile(std::string path, Conversation about, std::chrono::steady_clock::time_point start)
    : path_{std::move(path)}, recording_{std::move(about), RecordingLimits{}, start} {
    write();
}

void DiagramFile::on_event(const Event& event) {
    recording_.on_event(event);
    if (event.kind != EventKind::closed) return;
    try {
        write();
    } catch (const std::system_error&) {  // the disk may be full for a moment; the last write() will tell
    }
}

void DiagramFile::write() {
    const std::lock_guard lock{writing_};
    const std::string beside = path_ + ".part";
    write_file(beside, sequence_diagram(recording_.conversation()));
    if (::rename(beside.c_str(), path_.c_str()) != 0) {
        const int error = errno;
        ::unlink(beside.c_str());
        common::throw_error(error, "rename", path_);
    }
}

}  // namespace tcp
