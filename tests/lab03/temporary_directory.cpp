#include "lab03/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "common/system_error.hpp"

namespace played {
namespace {

void require_done(bool done, std::string_view call, const std::string& path) {
    if (!done) common::throw_errno(call, path);
}

void make_parents(const std::string& path) {
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path());
}

void write_file(const std::string& path, std::string_view content, std::ios::openmode mode) {
    std::ofstream file{path, mode};
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    require_done(file.good(), "write", path);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "atelier-XXXXXX";
    require_done(::mkdtemp(name.data()) != nullptr, "mkdtemp", name);
    path_ = std::filesystem::canonical(name);
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(std::string_view name, std::string_view content) const {
    make_parents(path(name));
    write_file(path(name), content, std::ios::binary | std::ios::trunc);
    return path(name);
}

std::string TemporaryDirectory::make_directory(std::string_view name) const {
    std::filesystem::create_directories(path(name));
    return path(name);
}

std::string TemporaryDirectory::link(std::string_view name, std::string_view target) const {
    make_parents(path(name));
    require_done(::symlink(std::string{target}.c_str(), path(name).c_str()) == 0, "symlink", path(name));
    return path(name);
}

std::string TemporaryDirectory::make_pipe(std::string_view name) const {
    require_done(::mkfifo(path(name).c_str(), 0644) == 0, "mkfifo", path(name));
    return path(name);
}

std::string TemporaryDirectory::make_socket(std::string_view name) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path(name).c_str(), sizeof address.sun_path - 1);
    const common::UniqueFd socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const bool bound =
        socket && ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    require_done(bound, "bind", path(name));
    return path(name);
}

void TemporaryDirectory::replace(std::string_view name, std::string_view content) const {
    const std::string fresh = path(name) + ".nouveau";
    write_file(fresh, content, std::ios::binary | std::ios::trunc);
    std::filesystem::rename(fresh, path(name));
}

void TemporaryDirectory::overwrite(std::string_view name, std::string_view content) const {
    const auto changed_at = [&] {
        struct stat status {};
        ::stat(path(name).c_str(), &status);
        return std::pair{status.st_ctim.tv_sec, status.st_ctim.tv_nsec};
    };
    const auto before = changed_at();
    for (int attempt = 0; attempt < 100'000 && changed_at() == before; ++attempt) {
        write_file(path(name), content, std::ios::binary | std::ios::trunc);
    }
}

common::UniqueFd TemporaryDirectory::open(const std::string& path) {
    common::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    require_done(static_cast<bool>(file), "open", path);
    return file;
}

}  // namespace played
