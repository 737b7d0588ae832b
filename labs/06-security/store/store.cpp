#include "06-security/store/store.hpp"

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "06-security/password.hpp"
#include "06-security/store/incoming_state.hpp"
#include "06-security/store/index.hpp"
#include "06-security/store/ledger.hpp"
#include "06-security/store/partials.hpp"
#include "06-security/store/store_directory.hpp"

namespace security {

struct Store::State {
    State(const std::string& path, const StoreLimits& given_limits, StoreDecisions given_decisions);
    void sweep();
    void show(const Incoming::State& incoming, const std::string& id);
    void enter(Incoming::State& incoming, const StoredFile& file);

    const StoreLimits limits;
    StoreDecisions decisions;
    StoreDirectory directory;
    Index index;
    Ledger ledger;
    Partials partials;
};

namespace {

StoreDecisions completed(StoreDecisions decisions) {
    if (!decisions.new_id) decisions.new_id = [] { return random_id(); };
    return decisions;
}

http::Seconds now() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

Store::State::State(const std::string& path, const StoreLimits& given_limits, StoreDecisions given_decisions)
    : limits{given_limits},
      decisions{completed(std::move(given_decisions))},
      directory{path},
      index{directory.index_path()},
      ledger{limits, [this] { return directory.free_bytes(); }, decisions.does_not_fit},
      partials{limits, directory, index, ledger} {
    sweep();
    for (const Index::Owned& his : index.owned()) ledger.add(his.owner, his.files, his.bytes);
}

// What no row knows of was never acknowledged, or was removed.
void Store::State::sweep() {
    for (const std::string& name : StoreDirectory::names_in(directory.files())) {
        if (!index.find_file(name)) StoreDirectory::remove(directory.files(), name);
    }
    for (const std::string& name : StoreDirectory::names_in(directory.incoming())) {
        if (!partials.has(name)) StoreDirectory::remove(directory.incoming(), name);
    }
}

// The name in files/, which nobody knows of yet. If it cannot be had nothing is left of it, except somebody else's file
// of that name.
void Store::State::show(const Incoming::State& incoming, const std::string& id) {
    try {
        decisions.make_visible(incoming.opened_.file.get(), directory.files(), id);
    } catch (const std::system_error& error) {
        if (error.code().value() != EEXIST) directory.forget_file(id);
        throw;
    }
}

// The row. As long as it is in doubt whether it is there after all, the file stays too.
void Store::State::enter(Incoming::State& incoming, const StoredFile& file) {
    try {
        if (incoming.partial_) {
            partials.finish(*incoming.partial_, file);
        } else {
            index.add_file(file);
            incoming.room_.keep(file.size);
        }
    } catch (...) {
        if (!index.is_in_doubt()) directory.forget_file(file.id);
        throw;
    }
}

Store::Store(const std::string& directory, StoreLimits limits, StoreDecisions decisions)
    : state_{std::make_unique<State>(directory, limits, std::move(decisions))} {}

Store::~Store() = default;

const StoreLimits& Store::limits() const {
    return state_->limits;
}

Decided<Incoming> Store::begin(std::string_view owner, std::optional<std::uint64_t> announced) {
    Decided<Reservation> room = state_->ledger.reserve(owner, announced.value_or(0));
    if (!room) return room.refusal();
    return Incoming{std::make_unique<Incoming::State>(state_->directory,
                                                      state_->directory.new_file(random_id()),
                                                      std::move(room.value()), TakenPartial{})};
}

StoredFile Store::publish(Incoming incoming, const NewFile& about) {
    Incoming::State& content = *incoming.state_;
    assert(about.owner == (content.partial_ ? content.partial_->owner : content.room_.owner()));
    content.require_whole();
    const StoredFile file{content.partial_ ? content.partial_->id : state_->decisions.new_id(),
                          about.owner, about.name, about.media_type, content.size_, content.hash_.hex(), now()};
    state_->show(content, file.id);
    state_->enter(content, file);
    return file;
}

std::optional<StoredFile> Store::find(std::string_view id) const {
    return state_->index.find_file(id);
}

std::vector<StoredFile> Store::list(std::optional<std::string_view> owner) const {
    return state_->index.list_files(owner);
}

common::UniqueFd Store::open(const StoredFile& file) const {
    return state_->directory.open_file(file.id);
}

bool Store::remove(std::string_view id) {
    const std::optional<StoredFile> file = state_->index.remove_file(id);
    if (!file) return false;
    state_->directory.forget_file(file->id);
    state_->ledger.remove(file->owner, file->size);
    return true;
}

Decided<Partial> Store::begin_partial(std::string_view owner, std::uint64_t length, std::string_view metadata) {
    return state_->partials.begin(state_->decisions.new_id(), owner, length, metadata);
}

std::optional<Partial> Store::find_partial(std::string_view id) const {
    return state_->partials.find(id);
}

Decided<std::uint64_t> Store::begin_turn(std::string_view id, std::uint64_t offset) {
    return state_->partials.begin_turn(id, offset);
}

std::optional<Refusal> Store::write_turn(std::string_view id, std::uint64_t turn, std::string_view bytes) {
    return state_->partials.write(id, turn, bytes);
}

std::optional<Refusal> Store::keep_turn(std::string_view id, std::uint64_t turn) {
    return state_->partials.keep(id, turn);
}

Decided<Incoming> Store::take_partial(std::string_view id) {
    Decided<TakenPartial> taken = state_->partials.take(id);
    if (!taken) return taken.refusal();
    TakenPartial partial = std::move(taken.value());
    const std::uint64_t length = partial->length;
    StoreDirectory::NewFile opened{state_->directory.open_partial(partial->id), {}};
    auto state = std::make_unique<Incoming::State>(state_->directory, std::move(opened), Reservation{},
                                                   std::move(partial));
    state->read_all(length);
    state->require_whole();
    return Incoming{std::move(state)};
}

bool Store::remove_partial(std::string_view id) {
    return state_->partials.remove(id);
}

void Store::add_event(std::string_view line) {
    state_->index.add_event(line, state_->limits.trail_events);
}

std::vector<std::string> Store::events(std::size_t most) const {
    return state_->index.events(most);
}

}  // namespace security
