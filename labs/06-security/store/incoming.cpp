#include <sys/stat.h>

#include <cassert>
#include <cerrno>

#include "06-security/store/incoming_state.hpp"
#include "06-security/store/positioned.hpp"
#include "common/system_error.hpp"

namespace security {
namespace {

constexpr std::size_t piece_bytes = 128 * 1024;

}  // namespace

Incoming::State::State(StoreDirectory& directory, StoreDirectory::NewFile opened, Reservation room,
                       TakenPartial partial)
    : directory_{directory}, opened_{std::move(opened)}, room_{std::move(room)}, partial_{std::move(partial)} {}

Incoming::State::~State() {
    if (!opened_.name.empty()) directory_.forget_incoming(opened_.name);
}

void Incoming::State::read_all(std::uint64_t length) {
    while (size_ < length) {
        const std::string bytes = read_at(opened_.file.get(), piece_bytes, size_);
        if (bytes.empty()) break;  // require_whole() says so
        hash_.add(bytes);
        size_ += bytes.size();
    }
}

void Incoming::State::require_whole() const {
    struct stat status {};
    if (::fstat(opened_.file.get(), &status) != 0) common::throw_errno("fstat", "un fichier qui arrive");
    if (static_cast<std::uint64_t>(status.st_size) == size_) return;
    common::throw_error(EIO, "fstat", "un fichier qui arrive, qui n'a pas la taille de ce qui y a été écrit");
}

Incoming::Incoming(std::unique_ptr<State> state) : state_{std::move(state)} {}
Incoming::Incoming(Incoming&&) noexcept = default;
Incoming& Incoming::operator=(Incoming&&) noexcept = default;
Incoming::~Incoming() = default;

std::optional<Refusal> Incoming::write(std::string_view bytes) {
    State& state = *state_;
    assert(!state.partial_);
    if (auto refusal = state.room_.extend(state.size_ + bytes.size())) return refusal;
    write_at(state.opened_.file.get(), bytes, state.size_);
    state.hash_.add(bytes);
    state.size_ += bytes.size();
    state.room_.wrote(state.size_);
    return std::nullopt;
}

std::uint64_t Incoming::size() const {
    return state_->size_;
}

std::string Incoming::sha256() const {
    return state_->hash_.hex();
}

std::string Incoming::first_bytes(std::size_t count) const {
    return read_at(state_->opened_.file.get(), count, 0);
}

int Incoming::descriptor() const {
    return state_->opened_.file.get();
}

}  // namespace security
