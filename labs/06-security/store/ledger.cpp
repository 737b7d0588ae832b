#include "06-security/store/ledger.hpp"

#include <utility>

namespace security {
namespace {

// More than any disk has; sums of a few such sizes still fit into 64 bits.
constexpr std::uint64_t most_countable_bytes = std::uint64_t{1} << 60;

std::uint64_t less(std::uint64_t from, std::uint64_t amount) {
    return from > amount ? from - amount : 0;
}

}  // namespace

Reservation& Reservation::operator=(Reservation&& other) noexcept {
    if (this == &other) return *this;
    release();
    ledger_ = std::exchange(other.ledger_, nullptr);
    owner_ = std::move(other.owner_);
    bytes_ = std::exchange(other.bytes_, 0);
    written_ = std::exchange(other.written_, 0);
    return *this;
}

std::optional<Refusal> Reservation::extend(std::uint64_t size) {
    if (size <= bytes_) return std::nullopt;
    const std::lock_guard lock{ledger_->mutex_};
    if (auto refusal = ledger_->refuses(*this, size)) return refusal;
    ledger_->take(*this, size, written_);
    return std::nullopt;
}

void Reservation::wrote(std::uint64_t bytes) {
    const std::lock_guard lock{ledger_->mutex_};
    ledger_->take(*this, bytes_, bytes);
}

void Reservation::keep(std::uint64_t size) {
    const std::lock_guard lock{ledger_->mutex_};
    ledger_->take(*this, size, size);
    ledger_ = nullptr;
}

void Reservation::release() {
    if (!ledger_) return;
    const std::lock_guard lock{ledger_->mutex_};
    ledger_->unwritten_ = less(ledger_->unwritten_, unwritten());
    ledger_->drop(owner_, bytes_);
    ledger_ = nullptr;
}

Ledger::Ledger(const StoreLimits& limits, FreeBytes free_bytes, DoesNotFit does_not_fit)
    : limits_{limits}, free_bytes_{std::move(free_bytes)}, does_not_fit_{std::move(does_not_fit)} {}

void Ledger::add(std::string_view owner, std::size_t files, std::uint64_t bytes) {
    const std::lock_guard lock{mutex_};
    Use& use = uses_[std::string{owner}];
    use.files += files;
    use.bytes += bytes;
}

void Ledger::remove(std::string_view owner, std::uint64_t bytes) {
    const std::lock_guard lock{mutex_};
    drop(owner, bytes);
}

void Ledger::drop(std::string_view owner, std::uint64_t bytes) {
    const auto found = uses_.find(owner);
    if (found == uses_.end()) return;
    found->second.bytes = less(found->second.bytes, bytes);
    if (--found->second.files == 0) uses_.erase(found);
}

Decided<Reservation> Ledger::reserve(std::string_view owner, std::uint64_t bytes) {
    const std::lock_guard lock{mutex_};
    const auto found = uses_.find(owner);
    if (found != uses_.end() && found->second.files >= limits_.owner_files) {
        return Refusal{413, "Vous avez déjà " + std::to_string(limits_.owner_files) +
                                " fichiers, avec ceux qui arrivent : supprimez-en, puis recommencez."};
    }
    Reservation asked;  // of no ledger yet: it holds nothing
    asked.owner_ = owner;
    if (const auto refusal = refuses(asked, bytes)) return *refusal;
    hold(asked, bytes, 0);
    return asked;
}

Reservation Ledger::restore(std::string_view owner, std::uint64_t bytes, std::uint64_t written) {
    const std::lock_guard lock{mutex_};
    Reservation held;
    held.owner_ = owner;
    hold(held, bytes, written);
    return held;
}

void Ledger::hold(Reservation& held, std::uint64_t bytes, std::uint64_t written) {
    ++uses_[held.owner_].files;
    held.ledger_ = this;
    take(held, bytes, written);
}

// What the file has already is its own room: of the quota what is reserved, of the disk what is written.
std::optional<Refusal> Ledger::refuses(const Reservation& held, std::uint64_t size) {
    if (size > most_countable_bytes) return Refusal{413, "Aucun fichier n'est aussi grand."};
    const auto found = uses_.find(held.owner_);
    const std::uint64_t used = found == uses_.end() ? 0 : less(found->second.bytes, held.bytes_);
    const std::uint64_t promised = less(unwritten_, held.unwritten());
    const Room room{.file_bytes = limits_.file_bytes,
                    .owner_bytes = less(limits_.owner_bytes, used),
                    .disk_bytes = less(free_bytes_() + held.written_, limits_.reserved_bytes + promised)};
    return does_not_fit_(size, room);
}

void Ledger::take(Reservation& held, std::uint64_t bytes, std::uint64_t written) {
    unwritten_ = less(unwritten_, held.unwritten());
    Use& use = uses_[held.owner_];
    use.bytes = less(use.bytes, held.bytes_) + bytes;
    held.bytes_ = bytes;
    held.written_ = written;
    unwritten_ += held.unwritten();
}

}  // namespace security
