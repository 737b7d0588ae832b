#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/store/index.hpp"
#include "06-security/store/ledger.hpp"
#include "06-security/store/store.hpp"
#include "06-security/store/store_directory.hpp"

namespace security {

// One resumable upload, as this process knows it. `mutex` is held while its file is written; who only wants to know how
// far it has come (HEAD) does not wait for that. The file is opened for each piece: clients that go away in the middle
// leave no descriptor open.
struct OpenPartial {
    OpenPartial(const Partial& about, Reservation room_for_it);
    Partial about() const;
    bool is_old() const;
    void touch(std::chrono::hours life);  // something has come

    const std::string id;
    const std::string owner;
    const std::string metadata;
    const std::uint64_t length;
    std::atomic<std::uint64_t> kept;     // bytes that are on the disk and in the index
    std::atomic<std::int64_t> expires;   // seconds since 1970

    std::mutex mutex;
    std::uint64_t turn = 0;     // the only one that may write
    std::uint64_t written = 0;  // in this turn, with what was kept before it
    bool taken = false;         // it is whole, and is being checked
    bool gone = false;
    Reservation room;
};

// Whoever has it is the only one who may publish the partial. It can be taken again when this is destroyed, if it is
// still there.
class TakenPartial {
public:
    TakenPartial() = default;
    explicit TakenPartial(std::shared_ptr<OpenPartial> partial) : partial_{std::move(partial)} {}
    TakenPartial(TakenPartial&&) noexcept = default;
    TakenPartial& operator=(TakenPartial&&) = delete;
    ~TakenPartial();

    explicit operator bool() const { return partial_ != nullptr; }
    OpenPartial& operator*() const { return *partial_; }
    OpenPartial* operator->() const { return partial_.get(); }

private:
    std::shared_ptr<OpenPartial> partial_;
};

// All resumable uploads; the functions of Store about them, see there. A lock order keeps threads from waiting for each
// other in a ring: beginning_, then that of one partial, then that of the map, of the index or of the ledger, one at a
// time.
class Partials {
public:
    // Those of the index. Too old ones, and those whose file has not what the index says, are removed.
    Partials(const StoreLimits& limits, StoreDirectory& directory, Index& index, Ledger& ledger);

    Decided<Partial> begin(const std::string& id, std::string_view owner, std::uint64_t length,
                           std::string_view metadata);
    std::optional<Partial> find(std::string_view id) const;
    Decided<std::uint64_t> begin_turn(std::string_view id, std::uint64_t offset);
    std::optional<Refusal> write(std::string_view id, std::uint64_t turn, std::string_view bytes);
    std::optional<Refusal> keep(std::string_view id, std::uint64_t turn);
    Decided<TakenPartial> take(std::string_view id);
    bool remove(std::string_view id);

    // It has become this file: both rows change at one stroke. Throws if it was removed meanwhile.
    void finish(OpenPartial& partial, const StoredFile& file);

    bool has(std::string_view id) const;

private:
    std::shared_ptr<OpenPartial> look_up(std::string_view id) const;
    std::size_t count_of(std::string_view owner) const;
    void sweep();
    void restore(const Partial& about);
    void note(OpenPartial& partial);
    void forget(OpenPartial& partial);

    const StoreLimits limits_;
    StoreDirectory& directory_;
    Index& index_;
    Ledger& ledger_;
    std::mutex beginning_;  // one at a time, so that nobody gets one too many
    mutable std::mutex mutex_;
    std::map<std::string, std::shared_ptr<OpenPartial>, std::less<>> partials_;
};

}  // namespace security
