#include "lab06/plain_decisions.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <stdexcept>

#include "06-security/store/positioned.hpp"
#include "common/system_error.hpp"

namespace tested {
namespace {

std::optional<security::Refusal> refuse_beyond(std::uint64_t size, const security::Room& room) {
    if (size > room.file_bytes) return security::Refusal{413, "fichier trop grand"};
    if (size > room.owner_bytes) return security::Refusal{413, "quota dépassé"};
    if (size > room.disk_bytes) return security::Refusal{507, "disque plein"};
    return std::nullopt;
}

void require_done(int result, std::string_view call) {
    if (result != 0) common::throw_errno(call, "fichier d'essai");
}

void link_in_order(int file, int directory, const std::string& name) {
    require_done(::fsync(file), "fsync");
    const std::string opened = "/proc/self/fd/" + std::to_string(file);
    require_done(::linkat(AT_FDCWD, opened.c_str(), directory, name.c_str(), AT_SYMLINK_FOLLOW), "linkat");
    require_done(::fsync(directory), "fsync");
}

}  // namespace

security::StoreDecisions plain_decisions() {
    return {.does_not_fit = refuse_beyond, .make_visible = link_in_order, .new_id = {}};
}

security::StoreLimits small_limits() {
    return {.file_bytes = 1000, .owner_bytes = 2500, .reserved_bytes = 0, .owner_files = 4, .owner_partials = 3};
}

security::StoredFile upload(security::Store& store, std::string_view owner, std::string_view bytes) {
    security::Decided<security::Incoming> begun = store.begin(owner, std::nullopt);
    if (!begun) throw std::runtime_error{begun.refusal().reason};
    if (const auto refusal = begun.value().write(bytes)) throw std::runtime_error{refusal->reason};
    return store.publish(std::move(begun.value()), {std::string{owner}, "notes.txt", "text/plain"});
}

std::string content_of(const security::Store& store, const security::StoredFile& file) {
    return security::read_at(store.open(file).get(), file.size + 1, 0);
}

std::size_t names_in(const std::string& directory) {
    const std::filesystem::directory_iterator names{directory};
    return static_cast<std::size_t>(std::distance(begin(names), end(names)));
}

}  // namespace tested
