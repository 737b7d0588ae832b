#include "04-cgi/pump.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cerrno>
#include <cstdlib>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace cgi {
namespace {

// Where a body waits for its script: not /tmp, which is memory on many machines.
constexpr const char* storage_directory = "/var/tmp";

// A file that has lost its name: it is gone when it is closed, whatever happens to this process.
common::UniqueFd open_unnamed_file() {
    std::string name = std::string{storage_directory} + "/cgi-XXXXXX";
    common::UniqueFd file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file) common::throw_errno("mkostemp", name);
    ::unlink(name.c_str());
    return file;
}

void append(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) common::throw_errno("write", storage_directory);
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void rewind(int file) {
    if (::lseek(file, 0, SEEK_SET) != 0) common::throw_errno("lseek", storage_directory);
}

}  // namespace

asio::awaitable<Pumped> pump_body(files::BodyReader& body, Pipe& input, std::function<void()> on_progress) {
    // À écrire : pour chaque morceau de body.next(), jusqu'au morceau vide, asio::async_write() l'écrit en entier sur le
    // tube, avec asio::redirect_error(asio::use_awaitable, erreur). Une erreur d'écriture : le script ne lit plus. À la
    // fin, fermez le tube (input.close(erreur)), quoi qu'il soit arrivé ; body.finished() dit si le corps est entier.
    // BEGIN SOLUTION 4.4
    asio::error_code error;
    for (;;) {
        const std::string_view piece = co_await body.next();
        if (piece.empty()) break;
        co_await asio::async_write(input, asio::buffer(piece), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        on_progress();
    }
    asio::error_code ignored;
    input.close(ignored);
    if (error) co_return Pumped::not_wanted;
    co_return body.finished() ? Pumped::whole : Pumped::broken_off;
    // END SOLUTION
}

asio::awaitable<std::string_view> read_output(Pipe& output, std::string& buffer) {
    // À écrire : un seul async_read_some() dans tout le tampon, avec asio::redirect_error. Une erreur, et donc la fin du
    // tube (asio::error::eof), donne une vue vide.
    // BEGIN SOLUTION 4.4
    asio::error_code error;
    const std::size_t count =
        co_await output.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    co_return error ? std::string_view{} : std::string_view{buffer}.substr(0, count);
    // END SOLUTION
}

std::string_view read_rest(Pipe& output, std::string& buffer, std::size_t& left) {
    const std::size_t wanted = std::min(buffer.size(), left);
    const ssize_t count = output.is_open() ? ::read(output.native_handle(), buffer.data(), wanted) : 0;
    if (count <= 0) return {};
    left -= static_cast<std::size_t>(count);
    return std::string_view{buffer}.substr(0, static_cast<std::size_t>(count));
}

std::size_t bytes_in(Pipe& output) {
    asio::error_code closed;
    Pipe::bytes_readable count;
    output.io_control(count, closed);
    return closed ? 0 : count.get();
}

asio::awaitable<StoredBody> store_body(files::BodyReader& body, std::uint64_t limit) {
    // À écrire : chaque morceau de body.next() s'ajoute (append) au fichier de open_unnamed_file() et compte dans size ; dès
    // que size dépasserait limit, rendez 413. À la fin, rewind(), et failure_status est celui du corps.
    // BEGIN SOLUTION 4.4
    StoredBody stored{.file = open_unnamed_file()};
    for (;;) {
        const std::string_view piece = co_await body.next();
        if (piece.empty()) break;
        stored.size += piece.size();
        if (stored.size > limit) {
            stored.failure_status = 413;
            co_return stored;
        }
        append(stored.file.get(), piece);
    }
    rewind(stored.file.get());
    stored.failure_status = body.failure_status();
    co_return stored;
    // END SOLUTION
}

}  // namespace cgi
