#include "05-https-client/server/wire.hpp"

#include <openssl/bio.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

namespace https {
namespace {

// What a peer can make OpenSSL write without reading it: answers to its own protocol messages, a few bytes each.
constexpr std::size_t most_unsent = 256 * 1024;

}  // namespace

struct Wire::Callbacks {
    static Wire& wire_of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

    static int read(BIO* bio, char* into, std::size_t size, std::size_t* count) {
        BIO_clear_retry_flags(bio);
        *count = wire_of(bio).read(into, size);
        if (*count == 0) BIO_set_retry_read(bio);
        return *count > 0;
    }

    static int write(BIO* bio, const char* bytes, std::size_t size, std::size_t* count) {
        BIO_clear_retry_flags(bio);
        Wire& wire = wire_of(bio);
        wire.write({bytes, size});
        *count = size;
        return !wire.broken_;
    }

    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH; }

    static const BIO_METHOD* method() {
        using Method = std::unique_ptr<BIO_METHOD, decltype(&BIO_meth_free)>;
        static const Method made = [] {
            Method method{BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "atelier"), BIO_meth_free};
            if (!method) throw std::bad_alloc{};
            BIO_meth_set_read_ex(method.get(), read);
            BIO_meth_set_write_ex(method.get(), write);
            BIO_meth_set_ctrl(method.get(), control);
            return method;
        }();
        return made.get();
    }
};

bio_st* Wire::make_bio() {
    BIO* const bio = BIO_new(Callbacks::method());
    if (!bio) throw std::bad_alloc{};
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    return bio;
}

std::size_t Wire::read(char* into, std::size_t size) {
    const std::size_t count = std::min(size, received_.size() - read_);
    std::memcpy(into, received_.data() + read_, count);
    read_ += count;
    if (read_ == received_.size()) {
        std::string{}.swap(received_);  // there may be a long silence now
        read_ = 0;
    }
    return count;
}

void Wire::write(std::string_view bytes) {
    if (unsent_.empty()) bytes.remove_prefix(send_now(bytes));
    unsent_.append(bytes);
    if (unsent_.size() > most_unsent) broken_ = true;
}

// How many bytes the socket takes. (MSG_MORE would fill packets better between two records, but costs a tenth more
// processor time for a large file.) One that takes nothing any more is noticed here, and told by flush().
std::size_t Wire::send_now(std::string_view bytes) {
    while (!broken_) {
        const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) return static_cast<std::size_t>(sent);
        if (errno == EAGAIN) return 0;
        if (errno != EINTR) broken_ = true;
    }
    return 0;
}

asio::awaitable<bool> Wire::flush(files::Deadline& deadline) {
    while (!unsent_.empty() && !broken_) {
        const std::size_t sent = send_now(unsent_);
        unsent_.erase(0, sent);
        deadline.progress(sent);
        if (is_flushed() || broken_) break;
        const std::size_t writable = co_await ready_.writable(socket_.get());
        if (!writable) co_return false;
    }
    if (unsent_.empty()) std::string{}.swap(unsent_);
    co_return !broken_;
}

}  // namespace https
