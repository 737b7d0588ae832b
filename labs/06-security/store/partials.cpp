#include "06-security/store/partials.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include "06-security/store/positioned.hpp"
#include "common/system_error.hpp"

namespace security {
namespace {

using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::system_clock;

std::int64_t seconds_now() {
    return floor<seconds>(system_clock::now()).time_since_epoch().count();
}

std::int64_t seconds_after(std::chrono::hours life) {
    return seconds_now() + seconds{life}.count();
}

Refusal no_such_upload() {
    return {404, "Ce téléversement n'existe pas."};
}

Refusal turn_is_over() {
    return {409, "Ce téléversement a été repris par une autre connexion, ou n'existe plus."};
}

}  // namespace

OpenPartial::OpenPartial(const Partial& about, Reservation room_for_it)
    : id{about.id},
      owner{about.owner},
      metadata{about.metadata},
      length{about.length},
      kept{about.offset},
      expires{about.expires.time_since_epoch().count()},
      room{std::move(room_for_it)} {}

Partial OpenPartial::about() const {
    return {id, owner, metadata, length, kept, http::Seconds{seconds{expires}}};
}

bool OpenPartial::is_old() const {
    return expires <= seconds_now();
}

void OpenPartial::touch(std::chrono::hours life) {
    expires = seconds_after(life);
}

TakenPartial::~TakenPartial() {
    if (!partial_) return;
    const std::lock_guard lock{partial_->mutex};
    partial_->taken = false;
}

Partials::Partials(const StoreLimits& limits, StoreDirectory& directory, Index& index, Ledger& ledger)
    : limits_{limits}, directory_{directory}, index_{index}, ledger_{ledger} {
    for (const Partial& about : index_.partials()) restore(about);
}

// A file that is shorter than its row says is none to go on with: what is missing would become zeros.
void Partials::restore(const Partial& about) {
    auto partial = std::make_shared<OpenPartial>(about, ledger_.restore(about.owner, about.length, about.offset));
    const std::optional<std::uint64_t> size = directory_.partial_size(about.id);
    if (size && *size >= about.offset && !partial->is_old()) {
        partials_.emplace(about.id, std::move(partial));
    } else {
        index_.remove_partial(about.id);
    }
}

bool Partials::has(std::string_view id) const {
    return look_up(id) != nullptr;
}

std::shared_ptr<OpenPartial> Partials::look_up(std::string_view id) const {
    const std::lock_guard lock{mutex_};
    const auto found = partials_.find(id);
    return found == partials_.end() ? nullptr : found->second;
}

std::size_t Partials::count_of(std::string_view owner) const {
    const std::lock_guard lock{mutex_};
    const auto is_his = [&](const auto& entry) { return entry.second->owner == owner; };
    return static_cast<std::size_t>(std::ranges::count_if(partials_, is_his));
}

void Partials::sweep() {
    std::vector<std::string> old;
    {
        const std::lock_guard lock{mutex_};
        for (const auto& [id, partial] : partials_) {
            if (partial->is_old()) old.push_back(id);
        }
    }
    for (const std::string& id : old) remove(id);
}

Decided<Partial> Partials::begin(const std::string& id, std::string_view owner, std::uint64_t length,
                                 std::string_view metadata) {
    const std::lock_guard one_at_a_time{beginning_};
    sweep();
    if (count_of(owner) >= limits_.owner_partials) {
        return Refusal{429, "Vous avez déjà " + std::to_string(limits_.owner_partials) +
                                " téléversements en cours : terminez-en un, ou supprimez-en un."};
    }
    Decided<Reservation> room = ledger_.reserve(owner, length);
    if (!room) return room.refusal();
    const http::Seconds expires{seconds{seconds_after(limits_.partial_life)}};
    const Partial about{id, std::string{owner}, std::string{metadata}, length, 0, expires};
    auto partial = std::make_shared<OpenPartial>(about, std::move(room.value()));
    directory_.make_partial(id);
    try {
        index_.add_partial(about);
    } catch (...) {
        directory_.forget_incoming(id);
        throw;
    }
    const std::lock_guard lock{mutex_};
    partials_.emplace(id, std::move(partial));
    return about;
}

std::optional<Partial> Partials::find(std::string_view id) const {
    const auto partial = look_up(id);
    if (!partial || partial->is_old()) return std::nullopt;
    return partial->about();
}

Decided<std::uint64_t> Partials::begin_turn(std::string_view id, std::uint64_t offset) {
    const auto partial = look_up(id);
    if (!partial || partial->is_old()) return no_such_upload();
    const std::lock_guard lock{partial->mutex};
    if (partial->gone) return no_such_upload();
    if (partial->taken) return Refusal{409, "Ce téléversement est complet, et en cours de vérification."};
    if (partial->kept != offset) {
        return Refusal{409, "Ce téléversement en est à l'octet " + std::to_string(partial->kept) + "."};
    }
    const common::UniqueFd file = directory_.open_partial(partial->id);
    ++partial->turn;
    if (::ftruncate(file.get(), static_cast<off_t>(offset)) != 0) common::throw_errno("ftruncate", id);
    partial->written = offset;
    return partial->turn;
}

// Whatever goes wrong ends the turn: what of it is on the disk is then unknown, so the client goes on from what was
// kept.
std::optional<Refusal> Partials::write(std::string_view id, std::uint64_t turn, std::string_view bytes) {
    const auto partial = look_up(id);
    if (!partial) return turn_is_over();
    const std::lock_guard lock{partial->mutex};
    if (partial->turn != turn) return turn_is_over();
    if (bytes.size() > partial->length - partial->written) {
        return Refusal{413, "Il vient plus d'octets que ce téléversement n'en annonçait (Upload-Length)."};
    }
    try {
        write_at(directory_.open_partial(partial->id).get(), bytes, partial->written);
    } catch (...) {
        ++partial->turn;
        throw;
    }
    partial->written += bytes.size();
    partial->touch(limits_.partial_life);
    return std::nullopt;
}

std::optional<Refusal> Partials::keep(std::string_view id, std::uint64_t turn) {
    const auto partial = look_up(id);
    if (!partial) return turn_is_over();
    const std::lock_guard lock{partial->mutex};
    if (partial->turn != turn) return turn_is_over();
    try {
        if (partial->written != partial->kept) note(*partial);
    } catch (...) {
        ++partial->turn;
        throw;
    }
    return std::nullopt;
}

// The bytes reach the disk before the row that says so.
void Partials::note(OpenPartial& partial) {
    const common::UniqueFd file = directory_.open_partial(partial.id);
    if (::fdatasync(file.get()) != 0) common::throw_errno("fdatasync", partial.id);
    index_.move_partial(partial.id, partial.written, partial.about().expires);
    partial.kept = partial.written;
    partial.room.wrote(partial.written);
}

Decided<TakenPartial> Partials::take(std::string_view id) {
    auto partial = look_up(id);
    if (!partial) return no_such_upload();
    const std::lock_guard lock{partial->mutex};
    if (partial->gone) return no_such_upload();
    if (partial->taken) return Refusal{409, "Ce téléversement est déjà en cours de vérification."};
    if (partial->kept != partial->length) return Refusal{409, "Ce téléversement n'est pas encore complet."};
    ++partial->turn;
    partial->taken = true;
    return TakenPartial{partial};
}

bool Partials::remove(std::string_view id) {
    const auto partial = look_up(id);
    if (!partial) return false;
    const std::lock_guard lock{partial->mutex};
    if (partial->gone) return false;
    index_.remove_partial(partial->id);
    partial->room.release();
    forget(*partial);
    return true;
}

void Partials::finish(OpenPartial& partial, const StoredFile& file) {
    const std::lock_guard lock{partial.mutex};
    if (partial.gone) throw std::runtime_error{"ce téléversement a été supprimé pendant qu'il était vérifié"};
    index_.add_file(file);
    partial.room.keep(file.size);
    forget(partial);
}

void Partials::forget(OpenPartial& partial) {
    ++partial.turn;
    partial.gone = true;
    directory_.forget_incoming(partial.id);
    const std::lock_guard lock{mutex_};
    const auto found = partials_.find(partial.id);
    if (found != partials_.end()) partials_.erase(found);
}

}  // namespace security
