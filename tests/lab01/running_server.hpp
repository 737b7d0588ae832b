#pragma once

#include <functional>

#include "lab01/peers.hpp"

namespace lab01 {

// A server that runs in a thread. When it fails, its listener closes, so that clients are refused and do not wait.
class RunningServer {
public:
    // `serve` is given the listener and the descriptor that stops it.
    explicit RunningServer(std::function<void(int listener, int stop)> serve)
        : thread_{[this, serve = std::move(serve)] {
              try {
                  serve(listener_.socket.get(), stop_.get());
              } catch (...) {
                  listener_.socket.reset();
                  throw;
              }
          }} {}
    ~RunningServer() { stop_.request(); }

    common::UniqueFd connect(peers::Buffers buffers = peers::Buffers::normal) const {
        return peers::connect(listener_.address, buffers);
    }

    const tcp::Address& address() const { return listener_.address; }

    // Runs the client's side of a test, then stops the server. What the server threw is thrown in place of what the
    // client then met: a connection refused or broken, which explains less.
    void during(const std::function<void()>& client) {
        try {
            client();
        } catch (...) {
            finish();
            throw;
        }
        finish();
    }

    // Asks the server to end, and waits until it has. Throws what it threw.
    void finish() {
        stop_.request();
        thread_.join();
    }

private:
    peers::Listener listener_ = peers::listen_on_loopback();
    peers::Stop stop_;
    peers::Background thread_;
};

}  // namespace lab01
