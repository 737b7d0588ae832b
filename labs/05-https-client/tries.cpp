#include "05-https-client/tries.hpp"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "03-static-server/date_clock.hpp"

namespace client {
namespace {

double random_share() {
    std::random_device device;
    return std::uniform_real_distribution<double>{0.0, 1.0}(device);
}

}  // namespace

Tries::Tries(unsigned count, const Retries& delays, std::chrono::milliseconds total,
             std::shared_ptr<Observer> observer)
    : delays_{delays},
      once_{count <= 1},
      left_{once_ ? 0 : count - 1},
      total_{total},
      observer_{observer ? std::move(observer) : std::make_shared<Observer>()} {}

void Tries::heed(const Response& answer) {
    asked_ = {};
    if (answer.ok() || !answer.headers.find("Retry-After")) return;
    http::Response head;
    head.fields = answer.headers;
    asked_ = retry_after(head, files::current_second()).value_or(std::chrono::seconds{0});
}

bool Tries::again(std::uint64_t reached, const RequestException& failure) {
    if (once_) return false;
    if (reached > furthest_) {
        furthest_ = reached;
        failed_in_a_row_ = 0;
    } else {
        if (left_ == 0) return false;
        --left_;
    }
    const std::chrono::milliseconds own = delay_before(++failed_in_a_row_, delays_, random_share());
    const std::chrono::milliseconds delay = std::max(own, std::min(std::exchange(asked_, {}), delays_.longest_delay));
    if (elapsed() + delay >= total_) return false;
    observer_->retrying(++failed_, delay, failure.what());
    std::this_thread::sleep_for(delay);
    return true;
}

std::chrono::milliseconds Tries::elapsed() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_);
}

std::chrono::milliseconds Tries::left() const {
    return std::max(total_ - elapsed(), std::chrono::milliseconds{1});
}

}  // namespace client
