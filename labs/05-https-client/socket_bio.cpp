#include "05-https-client/socket_bio.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "01-tcp/stream.hpp"

namespace client {
namespace {

constexpr std::size_t kept_of_the_beginning = 8;

SocketEnd& end_of(BIO* bio) {
    return *static_cast<SocketEnd*>(BIO_get_data(bio));
}

int write_to_socket(BIO* bio, const char* bytes, int size) noexcept {
    BIO_clear_retry_flags(bio);
    const ssize_t taken = ::send(end_of(bio).socket, bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (taken < 0 && tcp::is_try_again(errno)) BIO_set_retry_write(bio);
    return static_cast<int>(taken);
}

int read_from_socket(BIO* bio, char* buffer, int size) noexcept {
    BIO_clear_retry_flags(bio);
    SocketEnd& end = end_of(bio);
    const ssize_t came = ::recv(end.socket, buffer, static_cast<std::size_t>(size), 0);
    if (came < 0 && tcp::is_try_again(errno)) BIO_set_retry_read(bio);
    if (came == 0) end.ended = true;
    if (came > 0 && end.beginning.size() < kept_of_the_beginning) {
        end.beginning.append(buffer, std::min(static_cast<std::size_t>(came), kept_of_the_beginning));
    }
    return static_cast<int>(came);
}

long control(BIO* bio, int command, long, void*) noexcept {
    switch (command) {
    case BIO_CTRL_FLUSH: return 1;  // nothing is held back
    case BIO_CTRL_EOF: return end_of(bio).ended ? 1 : 0;
    default: return 0;
    }
}

BIO_METHOD* make_method() {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
    if (method == nullptr) throw std::bad_alloc{};
    BIO_meth_set_write(method, write_to_socket);
    BIO_meth_set_read(method, read_from_socket);
    BIO_meth_set_ctrl(method, control);
    return method;
}

}  // namespace

BioHandle socket_bio(SocketEnd& end) {
    static const std::unique_ptr<BIO_METHOD, Releaser<BIO_meth_free>> method{make_method()};
    BioHandle bio{BIO_new(method.get())};
    if (!bio) throw std::bad_alloc{};
    BIO_set_data(bio.get(), &end);
    BIO_set_init(bio.get(), 1);
    return bio;
}

}  // namespace client
