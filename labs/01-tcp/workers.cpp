#include "01-tcp/workers.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <cstdint>
#include <system_error>
#include <utility>

#include "01-tcp/stream.hpp"
#include "common/system_error.hpp"

namespace tcp {

Workers::Workers(std::size_t most)
    : room_{::eventfd(static_cast<unsigned>(most), EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC)} {
    if (!room_) common::throw_errno("eventfd", "pour compter les connexions");
}

Workers::~Workers() {
    for (Worker& worker : workers_) worker.thread.join();
}

bool Workers::wait_for_room(int stop) {
    constexpr std::chrono::hours long_time{1};
    Outcome outcome = Outcome::expired;
    while (outcome == Outcome::expired) outcome = wait_for(room_.get(), POLLIN, Deadline::after(long_time, stop));
    join_those_done();
    return outcome == Outcome::complete && !has_failed();
}

void Workers::start(common::UniqueFd socket, std::function<void(int)> work) {
    Worker& worker = workers_.emplace_back();
    try {
        worker.thread = std::thread{
            [this, &worker, socket = std::move(socket), work = std::move(work)]() mutable {
                run(worker, std::move(socket), work);
            }};
    } catch (const std::system_error&) {
        workers_.pop_back();
        return;
    }
    std::uint64_t one = 0;
    if (::read(room_.get(), &one, sizeof one) != sizeof one) common::throw_errno("read", "d'un eventfd");
}

void Workers::finish() {
    for (Worker& worker : workers_) worker.thread.join();
    workers_.clear();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Workers::run(Worker& worker, common::UniqueFd socket, const std::function<void(int)>& work) {
    try {
        work(socket.get());
    } catch (...) {
        const std::lock_guard lock{mutex_};
        if (!failure_) failure_ = std::current_exception();
    }
    socket.reset();  // before there is room for another
    worker.done = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(room_.get(), &one, sizeof one);  // cannot fail: far from overflow
}

void Workers::join_those_done() {
    workers_.remove_if([](Worker& worker) {
        const bool done = worker.done;  // looked at once: it may become true at any moment
        if (done) worker.thread.join();
        return done;
    });
}

bool Workers::has_failed() {
    const std::lock_guard lock{mutex_};
    return failure_ != nullptr;
}

}  // namespace tcp
