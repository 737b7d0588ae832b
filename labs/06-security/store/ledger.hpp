#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/admission.hpp"
#include "06-security/refusal.hpp"
#include "06-security/store/store.hpp"

namespace security {

class Ledger;

// Room that is kept for one file while it comes in: bytes of its owner's quota and of the disk. Given back when this is
// destroyed, unless the file has become one that stays. Used by one thread at a time.
class Reservation {
public:
    Reservation() = default;
    Reservation(Reservation&& other) noexcept { *this = std::move(other); }
    Reservation& operator=(Reservation&& other) noexcept;
    ~Reservation() { release(); }

    const std::string& owner() const { return owner_; }

    // Room for a file of `size` bytes; refusals as does_not_fit(), and then it stays as it was.
    std::optional<Refusal> extend(std::uint64_t size);

    // So many bytes of the file are on the disk by now: they are no longer free there.
    void wrote(std::uint64_t bytes);

    // The file stays, and has this size.
    void keep(std::uint64_t size);

    void release();

private:
    friend class Ledger;
    std::uint64_t unwritten() const { return bytes_ > written_ ? bytes_ - written_ : 0; }

    Ledger* ledger_ = nullptr;
    std::string owner_;
    std::uint64_t bytes_ = 0;
    std::uint64_t written_ = 0;
};

// Who has how much, of files that stay and of those that come in together: two uploads at once cannot both get the last
// room. May be asked from any thread.
class Ledger {
public:
    using FreeBytes = std::function<std::uint64_t()>;
    using DoesNotFit = std::function<std::optional<Refusal>(std::uint64_t, const Room&)>;

    // `free_bytes`: of the disk, asked each time.
    Ledger(const StoreLimits& limits, FreeBytes free_bytes, DoesNotFit does_not_fit);

    // Files that were there at the start, and one that has gone.
    void add(std::string_view owner, std::size_t files, std::uint64_t bytes);
    void remove(std::string_view owner, std::uint64_t bytes);

    // Room for one more file. Refusals as does_not_fit(); 413 too if he has too many files.
    Decided<Reservation> reserve(std::string_view owner, std::uint64_t bytes);

    // The same for an upload that was granted before a restart, without asking.
    Reservation restore(std::string_view owner, std::uint64_t bytes, std::uint64_t written);

private:
    friend class Reservation;
    struct Use {
        std::size_t files = 0;
        std::uint64_t bytes = 0;
    };

    std::optional<Refusal> refuses(const Reservation& held, std::uint64_t size);
    void hold(Reservation& held, std::uint64_t bytes, std::uint64_t written);
    void take(Reservation& held, std::uint64_t bytes, std::uint64_t written);
    void drop(std::string_view owner, std::uint64_t bytes);

    const StoreLimits limits_;
    const FreeBytes free_bytes_;
    const DoesNotFit does_not_fit_;
    std::mutex mutex_;
    std::map<std::string, Use, std::less<>> uses_;
    std::uint64_t unwritten_ = 0;  // bytes that were promised and are not on the disk yet
};

}  // namespace security
