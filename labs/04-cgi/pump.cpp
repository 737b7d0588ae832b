#include "04-cgi/pump.hpp"

#include <unistd.h>

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include "04-cgi/temporary_file.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

asio::awaitable<Pumped> pump_body(files::BodyReader& body, PipeEnd& input, std::function<void()> on_progress) {
    // À écrire : pour chaque morceau de body.next(), jusqu'au morceau vide, asio::async_write() l'écrit en entier sur
    // le tube, avec asio::redirect_error(asio::use_awaitable, erreur), puis on_progress(). Une erreur d'écriture : le
    // script ne lit plus. À la fin, fermez le tube (input.close(erreur)), quoi qu'il soit arrivé ; body.finished() dit
    // si le corps est entier.
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

asio::awaitable<std::string_view> read_output(PipeEnd& output, std::string& buffer) {
    // À écrire : un seul async_read_some() dans tout le tampon, avec asio::redirect_error. Une erreur, et donc la fin
    // du tube (asio::error::eof), donne une vue vide.
    // BEGIN SOLUTION 4.4
    asio::error_code error;
    const std::size_t count =
        co_await output.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
    co_return error ? std::string_view{} : std::string_view{buffer}.substr(0, count);
    // END SOLUTION
}

std::string_view read_rest(PipeEnd& output, std::string& buffer, std::size_t& left) {
    const std::size_t wanted = std::min(buffer.size(), left);
    const ssize_t count = output.is_open() ? ::read(output.native_handle(), buffer.data(), wanted) : 0;
    if (count <= 0) return {};
    left -= static_cast<std::size_t>(count);
    return std::string_view{buffer}.substr(0, static_cast<std::size_t>(count));
}

std::size_t bytes_in(PipeEnd& output) {
    asio::error_code closed;
    PipeEnd::bytes_readable count;
    output.io_control(count, closed);
    return closed ? 0 : count.get();
}

asio::awaitable<StoredBody> store_body(files::BodyReader& body, std::uint64_t limit) {
    TemporaryFile file{storage_directory};
    // À écrire : chaque morceau de body.next() s'ajoute à file (append) ; dès que sa taille dépasse limit, rendez un
    // StoredBody dont failure_status est 413. À la fin, rendez le fichier (release) avec sa taille, prise auparavant,
    // et le failure_status du corps.
    // BEGIN SOLUTION 4.4
    for (;;) {
        const std::string_view piece = co_await body.next();
        if (piece.empty()) break;
        file.append(piece);
        if (file.size() > limit) co_return StoredBody{.failure_status = 413};
    }
    const std::uint64_t size = file.size();
    co_return StoredBody{file.release(), size, body.failure_status()};
    // END SOLUTION
}

}  // namespace cgi
