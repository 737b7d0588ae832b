#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "common/unique_fd.hpp"

namespace tcp {

// Threads that each serve one connection, at most `most` at a time. Used by one thread, the one that accepts.
//
//     Workers workers{256};
//     while (workers.wait_for_room(stop)) {
//         …accept a connection…
//         workers.start(std::move(socket), [](int socket) { echo_connection(socket, limits, stop); });
//     }
//     workers.finish();
class Workers {
public:
    explicit Workers(std::size_t most);

    // Waits for the end of all threads: they must have been told to stop.
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    // Waits until one more thread may start: true; false when `stop` became readable, or when a thread has failed.
    bool wait_for_room(int stop);

    // Runs work(socket) in a new thread, and closes the socket at its end. When the system has no thread left, the
    // socket is closed at once.
    void start(common::UniqueFd socket, std::function<void(int socket)> work);

    // Waits for the end of all threads; if one of them ended with an exception, throws the first one.
    void finish();

private:
    struct Worker {
        std::thread thread;
        std::atomic<bool> done{false};
    };

    void run(Worker& worker, common::UniqueFd socket, const std::function<void(int)>& work);
    void join_those_done();
    bool has_failed();

    common::UniqueFd room_;  // a counter that is readable while not zero: how many more threads may start
    std::list<Worker> workers_;
    std::mutex mutex_;
    std::exception_ptr failure_;  // guarded by mutex_
};

}  // namespace tcp
