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
//     auto find = [store, id] { return store->find(id); };
//     const auto file = co_await desk.run(std::move(find));
//
// The work has a name, and is moved from: GCC 12 destroys twice what a lambda written within a co_await captures. It
// owns what it uses (captured by value): the client may be gone, and its coroutine with it, before it is done. It runs
// to its end even then.
class Desk {
public:
    // Its threads block all signals: those are for the thread that waits for them.
    Desk(std::size_t threads, std::size_t most_waiting);

    ~Desk() { finish(); }
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    // Waits for the work on the threads of the desk, each within its own deadlines. What still waited for its turn is
    // dropped: nobody was told of it. Nothing may be begun any more.
    void finish();

    // Begins the work; the result is what it returns, or throws. Throws Refused (503) if too many wait.
    template <typename Work>
    asio::awaitable<std::invoke_result_t<Work&>> run(Work&& work);

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
    struct Task {
        Bell bell;
        std::optional<Result> result;
        std::exception_ptr failure;
    };
    template <typename Result>
    static asio::awaitable<Result> result_of(std::shared_ptr<Task<Result>> task);

    void enter();                      // one more; throws Refused
    void leave() noexcept { --busy_; }

    const std::size_t most_;
    std::atomic<std::size_t> busy_ = 0;
    std::optional<asio::thread_pool> pool_;
};

template <typename Work>
asio::awaitable<std::invoke_result_t<Work&>> Desk::run(Work&& work) {
    static_assert(!std::is_lvalue_reference_v<Work>, "the desk owns the work: move it");
    using Result = std::invoke_result_t<Work&>;
    auto task = std::make_shared<Task<Result>>();
    auto owned = std::make_shared<Work>(std::move(work));
    enter();
    asio::post(*pool_, [this, task, owned = std::move(owned)]() mutable {
        try {
            task->result.emplace((*owned)());
        } catch (...) {
            task->failure = std::current_exception();
        }
        owned.reset();  // what it owned ends here, and not on the thread of the client
        leave();
        task->bell.ring();
    });
    return result_of(std::move(task));
}

template <typename Result>
asio::awaitable<Result> Desk::result_of(std::shared_ptr<Task<Result>> task) {
    co_await wait_for(std::shared_ptr<Bell>{task, &task->bell});
    if (task->failure) std::rethrow_exception(task->failure);
    co_return std::move(*task->result);
}

}  // namespace security
