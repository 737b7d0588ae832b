#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>

namespace cgi {

// Step 4.4 (a slot that is free) and step 4.5 (the queue). At most so many scripts at once. Each is a process with
// memory of its own, and a machine that starts one for every request of an impatient crowd serves nobody. The next ones
// wait in a queue, first come, first served; those for whom there is no room in the queue, or who have waited long
// enough, are told to come back later.
//
// Belongs to one thread, and must outlive the slots it has given.
class Slots {
public:
    Slots(asio::any_io_executor executor, std::size_t scripts, std::size_t queue, std::chrono::milliseconds queue_time);

    // The right to run one script, given back when it is destroyed.
    class Slot {
    public:
        Slot() = default;
        ~Slot();
        Slot(Slot&& other) noexcept;
        Slot& operator=(Slot&& other) noexcept;
        explicit operator bool() const { return slots_ != nullptr; }

    private:
        friend class Slots;
        explicit Slot(Slots& slots) : slots_{&slots} {}

        Slots* slots_ = nullptr;
    };

    // Waits for a slot, at most queue_time. An empty one: the queue is full, or the time is over.
    asio::awaitable<Slot> take();

    std::size_t taken() const { return taken_; }
    std::size_t waiting() const { return queue_.size(); }

private:
    // One who waits: the timer is what he sleeps on, cancelled when a slot has been handed to him.
    struct Waiting;
    void give_back();
    bool has_free_slot() const { return taken_ < scripts_; }
    bool queue_is_full() const { return queue_.size() >= longest_queue_; }

    asio::any_io_executor executor_;
    std::size_t scripts_;
    std::size_t longest_queue_;
    std::chrono::milliseconds queue_time_;
    std::size_t taken_ = 0;
    std::deque<Waiting*> queue_;
};

}  // namespace cgi
