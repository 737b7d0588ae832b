#pragma once

#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "06-security/service/refused.hpp"
#include "common/unique_fd.hpp"

namespace security {

// Work that takes long (a password, a disk, an antivirus) must not stop the thread that serves a thousand others: it is
// done on threads of its own, a few at once. Whoever comes while `most_waiting` wait is refused (503): a queue without
// end would only make everybody too late.
//
//     auto search = desk.run([store, id] { return store->find(id); });
//     const StoredFile file = co_await std::move(search);
//
// In two statements: inside a co_await, GCC 12 copies bit by bit what a lambda has captured (and any aggregate made there),
// and a short string is then freed where it never was.
//
// The work owns what it uses (captured by value): the client may be gone, and its coroutine with it, before it is done.
// It runs to its end even then.
class Desk {
public:
    Desk(std::size_t threads, std::size_t most_waiting) : most_{threads + most_waiting}, pool_{threads} {}

    // Waits for the work that has begun.
    ~Desk() { pool_.join(); }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    // What the work returns, or throws. Throws Refused (503) if too many wait.
    template <typename Work>
    asio::awaitable<std::invoke_result_t<Work&>> run(Work work);

private:
    // How the thread of the desk tells that of the client: a descriptor that becomes readable, which both own. Neither
    // needs the other to be still there.
    class Bell {
    public:
        Bell();  // throws std::system_error
        void ring() noexcept;
        bool has_rung() const { return rung_.load(std::memory_order_acquire); }
        int descriptor() const { return descriptor_.get(); }

    private:
        common::UniqueFd descriptor_;
        std::atomic<bool> rung_ = false;
    };
    static asio::awaitable<void> wait_for(std::shared_ptr<Bell> bell);

    template <typename Result>
    struct Outcome {
        std::optional<Result> result;
        std::exception_ptr failure;
    };

    void enter();                      // one more; throws Refused
    void leave() noexcept { --busy_; }

    const std::size_t most_;
    std::atomic<std::size_t> busy_ = 0;
    asio::thread_pool pool_;
};

template <typename Work>
asio::awaitable<std::invoke_result_t<Work&>> Desk::run(Work work) {
    using Result = std::invoke_result_t<Work&>;
    const auto bell = std::make_shared<Bell>();
    const auto outcome = std::make_shared<Outcome<Result>>();
    auto task = std::make_shared<Work>(std::move(work));
    enter();
    asio::post(pool_, [this, bell, outcome, task = std::move(task)]() mutable {
        try {
            outcome->result.emplace((*task)());
        } catch (...) {
            outcome->failure = std::current_exception();
        }
        task.reset();  // what it owned ends here, and not on the thread of the client
        leave();
        bell->ring();
    });
    co_await wait_for(bell);
    if (outcome->failure) std::rethrow_exception(outcome->failure);
    co_return std::move(*outcome->result);
}

}  // namespace security
