#include "04-cgi/slots.hpp"

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cassert>
#include <system_error>
#include <utility>

#include "common/not_implemented.hpp"

namespace cgi {

// In the queue as long as it lives: it lives in the coroutine that waits, and leaves even when that one is destroyed
// without having been resumed.
struct Slots::Waiting {
    explicit Waiting(Slots& all) : slots{all}, alarm{all.executor_, all.queue_time_} { slots.queue_.push_back(this); }
    ~Waiting() { std::erase(slots.queue_, this); }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

    Slots& slots;
    asio::steady_timer alarm;
    Slot slot;  // once it has been handed over
};

Slots::Slots(asio::any_io_executor executor, std::size_t scripts, std::size_t queue,
             std::chrono::milliseconds queue_time)
    : executor_{std::move(executor)}, scripts_{scripts}, longest_queue_{queue}, queue_time_{queue_time} {
    assert(scripts > 0);
}

asio::awaitable<Slots::Slot> Slots::take() {
    // À écrire : s'il reste une place (has_free_slot), comptez-la dans taken_ et rendez Slot{*this}.
    // BEGIN SOLUTION 4.4
    if (has_free_slot()) {
        ++taken_;
        co_return Slot{*this};
    }
    // END SOLUTION
    // À écrire : si la file est pleine (queue_is_full), rendez aussitôt un Slot vide. Sinon déclarez un Waiting, qui
    // entre dans la file ; attendez son réveil (alarm.async_wait, avec asio::redirect_error : un minuteur annulé n'est
    // pas une erreur ici), puis rendez son Slot : give_back l'y a mis, ou il est resté vide parce que le temps est
    // passé.
    // BEGIN SOLUTION 4.5
    if (queue_is_full()) co_return Slot{};
    Waiting waiting{*this};
    std::error_code cancelled;
    co_await waiting.alarm.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    co_return std::move(waiting.slot);
    // END SOLUTION
}

// The slot goes from hand to hand: nobody who comes meanwhile can take it before the first of the queue.
void Slots::give_back() {
    if (queue_.empty()) {
        --taken_;
        return;
    }
    Waiting& first = *queue_.front();
    queue_.pop_front();
    first.slot = Slot{*this};
    first.alarm.cancel();
}

Slots::Slot::~Slot() {
    if (slots_ != nullptr) slots_->give_back();
}

Slots::Slot::Slot(Slot&& other) noexcept : slots_{std::exchange(other.slots_, nullptr)} {}

Slots::Slot& Slots::Slot::operator=(Slot&& other) noexcept {
    Slot old{std::move(*this)};
    slots_ = std::exchange(other.slots_, nullptr);
    return *this;
}

}  // namespace cgi
