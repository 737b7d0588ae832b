#include "06-security/service/desk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <asio/posix/stream_descriptor.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

#include "common/system_error.hpp"

namespace security {

Desk::Desk(std::size_t threads, std::size_t most_waiting) : most_{threads + most_waiting} {
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);  // which threads inherit from the one that makes them
    pool_.emplace(threads);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Desk::finish() {
    if (!pool_) return;
    pool_->stop();
    pool_->join();
    pool_.reset();
}

Desk::Bell::Bell() : descriptor_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
    if (!descriptor_) common::throw_errno("eventfd", "le bureau");
}

void Desk::Bell::ring() noexcept {
    rung_.store(true, std::memory_order_release);
    const std::uint64_t one = 1;
    // It cannot fail: the counter is far from full.
    [[maybe_unused]] const ssize_t written = ::write(descriptor_.get(), &one, sizeof one);
}

asio::awaitable<void> Desk::wait_for(std::shared_ptr<Bell> bell) {
    const auto executor = co_await asio::this_coro::executor;
    common::UniqueFd copy{::fcntl(bell->descriptor(), F_DUPFD_CLOEXEC, 0)};
    if (!copy) common::throw_errno("dup", "le bureau");
    asio::posix::stream_descriptor descriptor{executor, copy.get()};
    copy.release();  // from here on it is the descriptor's
    while (!bell->has_rung()) {
        co_await descriptor.async_wait(asio::posix::stream_descriptor::wait_read, asio::use_awaitable);
    }
}

void Desk::enter() {
    if (++busy_ <= most_) return;
    leave();
    throw Refused{Refusal{.status = 503, .reason = "Le service est très occupé : recommencez dans un instant.",
                          .retry_after = 2}};
}

}  // namespace security
