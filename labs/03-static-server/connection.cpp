#include "03-static-server/connection.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "02-http-message/body.hpp"
#include "common/not_implemented.hpp"

namespace files {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t head_room = 1024;  // enough for nearly every request head, small enough to keep when idle
constexpr std::size_t linger_room = 16 * 1024;  // for those who go on sending what nobody wants

// The status for a failure of the server itself.
int status_of_failure(const std::exception& failure) {
    const auto* system = dynamic_cast<const std::system_error*>(&failure);
    const int code = system ? system->code().value() : 0;
    const bool is_short_of_something = code == EMFILE || code == ENFILE || code == ENOMEM || code == EAGAIN;
    return is_short_of_something ? 503 : 500;
}

// The only expectation there is (RFC 9110 §10.1.1); a 1.0 client does not know it.
bool expects_continue(const http::Request& request) {
    return request.version == http::Version::http_1_1 && request.fields.find("Expect").has_value();
}

// What can be said of a request whose head was refused: its first line, if that was in order.
http::Request readable_part(std::string_view bytes, const http::Limits& limits) {
    http::Request request;
    request.version = http::Version::http_1_1;
    if (bytes.starts_with("\r\n")) bytes.remove_prefix(2);  // the empty line that parse_request() skips
    http::Parsed<http::RequestLine> line = http::parse_request_line(bytes, limits);
    if (!line.is_complete()) return request;
    request.method = std::move(line.value().method);
    request.target = std::move(line.value().target);
    request.version = line.value().version;
    return request;
}

// Can more bytes have changed what parse_request() says? It decides line by line, and when a limit is passed.
bool worth_parsing(std::string_view received, std::size_t already_seen, const http::Limits& limits) {
    const std::size_t longest_line = limits.start_line_bytes + 2;
    const bool line_too_long = already_seen <= longest_line && received.size() > longest_line;
    const bool head_too_long = received.size() > longest_line + limits.fields_bytes;
    return line_too_long || head_too_long || received.find('\n', already_seen) != std::string_view::npos;
}

}  // namespace

http::Parsed<http::Checked> check_expectation(const http::Request& request) {
    const auto expectation = request.fields.find("Expect");
    if (!expects_continue(request) || http::equal_ignoring_case(*expectation, "100-continue")) {
        return http::Complete<http::Checked>{{}, 0};
    }
    return http::Rejected{417, "la seule attente connue est « 100-continue »", 0};
}

asio::awaitable<void> Connection::serve() {
    const Next next = co_await exchange_once(service_.limits.requests_per_connection <= 1);
    co_await serve_after_first(next);
}

asio::awaitable<void> Connection::serve_after_first(Next next) {
    // À écrire : d'autres échanges, l'un après l'autre, tant que exchange_once() rend Next::request ; le dernier permis
    // (service_.limits.requests_per_connection en tout, avec le premier) doit le savoir d'avance. Puis linger(), sauf
    // si le client est parti (Next::gone).
    // BEGIN SOLUTION 3.8
    const std::size_t most = service_.limits.requests_per_connection;
    for (std::size_t count = 2; next == Next::request; ++count) next = co_await exchange_once(count >= most);
    if (next == Next::end) co_await linger();
    // END SOLUTION
}

// The frame of a coroutine holds all its variables from its beginning. So a request is waited for here, and only then
// comes the coroutine that has variables for it: ten thousand idle connections do without.
asio::awaitable<Connection::Next> Connection::exchange_once(bool last) {
    if (buffer_.empty()) {
        buffer_.shrink(head_room);
        stream_.deadline().allow_idle(service_.limits.idle_time);
        const std::size_t count = co_await stream_.read_some(buffer_.prepare(head_room));
        if (count == 0) co_return Next::gone;
        buffer_.commit(count);
    }
    stream_.deadline().allow(service_.limits.header_time);
    co_return co_await exchange_received(last);
}

asio::awaitable<Connection::Next> Connection::exchange_received(bool last) {
    http::Parsed<http::Request> parsed = co_await read_request();
    if (parsed.is_incomplete()) {
        if (!stream_.deadline().expired()) co_return Next::gone;
        parsed = http::Rejected{408, "la requête n'est pas arrivée à temps", 0};
    }
    if (parsed.is_rejected()) {
        const http::Request known = readable_part(buffer_.view(), service_.limits.message);
        co_return co_await refuse(known, parsed.rejection());
    }
    http::Parsed<Admitted> admitted = admit(parsed.value());
    if (admitted.is_rejected()) co_return co_await refuse(parsed.value(), admitted.rejection());
    co_return co_await answer_request(parsed.value(), admitted.value(), last);
}

asio::awaitable<http::Parsed<http::Request>> Connection::read_request() {
    // À écrire : analysez buffer_.view() avec http::parse_request(). Tant que la requête est incomplète, recevez la
    // suite (receive_more()) ; si rien ne vient plus, rendez ce que l'analyse a dit. Une requête complète est retirée
    // du tampon (buffer_.consume()).
    // BEGIN SOLUTION 3.1
    for (;;) {
        http::Parsed<http::Request> parsed = http::parse_request(buffer_.view(), service_.limits.message);
        if (parsed.is_complete()) buffer_.consume(parsed.used());
        if (!parsed.is_incomplete()) co_return parsed;
        if (!co_await receive_more()) co_return parsed;
    }
    // END SOLUTION
}

asio::awaitable<bool> Connection::receive_more() {
    for (;;) {
        const std::size_t already_seen = buffer_.view().size();
        const std::size_t count = co_await stream_.read_some(buffer_.prepare(head_room));
        if (count == 0) co_return false;
        buffer_.commit(count);
        if (worth_parsing(buffer_.view(), already_seen, service_.limits.message)) co_return true;
    }
}

http::Parsed<Connection::Admitted> Connection::admit(const http::Request& request) {
    // À écrire : la cible (http::parse_target), puis http::check_host, http::request_body et check_expectation ; le
    // premier refus est rendu tel quel.
    // BEGIN SOLUTION 3.1
    http::Parsed<http::Target> target = http::parse_target(request.target, request.method);
    if (target.is_rejected()) return target.rejection();
    const http::Parsed<http::Checked> host = http::check_host(request);
    if (host.is_rejected()) return host.rejection();
    const http::Parsed<http::BodyFraming> framing = http::request_body(request);
    if (framing.is_rejected()) return framing.rejection();
    const http::Parsed<http::Checked> expectation = check_expectation(request);
    if (expectation.is_rejected()) return expectation.rejection();
    return http::Complete<Admitted>{{std::move(target.value()), framing.value()}, 0};
    // END SOLUTION
}

asio::awaitable<Connection::Next> Connection::answer_request(const http::Request& request, Admitted& admitted,
                                                             bool last) {
    BodyReader body{stream_, buffer_, service_.limits, admitted.framing, expects_continue(request)};
    Exchange exchange{request, admitted.target, body, peer_, peer_port_, stream_};
    stream_.deadline().suspend();  // while the handler works; reading the body sets it again
    Answer answer;
    try {
        answer = co_await service_.handler(exchange);
    } catch (const std::exception& failure) {
        answer = answer_to_failure(failure);
    }
    auto* const made_while_sent = std::get_if<StreamBody>(&answer.body);
    // A client that was not told to continue may not send the body at all: nothing to discard, and nothing to keep.
    const bool body_comes = body.begun() || (!body.finished() && !expects_continue(request));
    if (body_comes && !made_while_sent && !answer.close) co_await body.discard(service_.limits.discarded_body);
    if (body.failure_status() != 0 && !made_while_sent) answer = error_answer(body.failure_status());

    const bool keep_open = !last && !answer.close && body.finished() &&
                           !ends_with_connection(answer, request.version) &&
                           http::is_persistent(request.version, request.fields);
    const bool written = co_await send(answer, request, body, keep_open);
    log(request, answer, made_while_sent || (written && request.method != "HEAD"));
    co_return !written ? Next::gone : keep_open ? Next::request : Next::end;
}

asio::awaitable<bool> Connection::send(Answer& answer, const http::Request& request, const BodyReader& body,
                                       bool keep_open) {
    auto* const made_while_sent = std::get_if<StreamBody>(&answer.body);
    if (!made_while_sent) co_return co_await write_answer(answer, request.method == "HEAD", request.version, keep_open);
    bool written = false;
    std::exception_ptr failure;
    try {
        written = co_await write_while_made(answer, request, body, keep_open);
    } catch (...) {
        failure = std::current_exception();
    }
    co_await made_while_sent->source->finish();
    if (failure) std::rethrow_exception(failure);
    co_return written;
}

asio::awaitable<bool> Connection::write_while_made(Answer& answer, const http::Request& request, const BodyReader& body,
                                                   bool keep_open) {
    StreamBody& made = std::get<StreamBody>(answer.body);
    const bool in_chunks = goes_in_chunks(answer, request.version);
    std::string head;
    if (!made.has_head) {
        head = http::serialize(response_head(answer, request.version, keep_open, service_.clock.text()));
    }
    if (made.has_head || (request.method != "HEAD" && status_allows_body(answer.status))) {
        co_return co_await send_stream(stream_, service_.limits, std::move(head), made, in_chunks, body);
    }
    stream_.deadline().begin_transfer(service_.limits);
    co_return co_await stream_.write(head, {}, false);
}

Answer Connection::answer_to_failure(const std::exception& failure) {
    if (service_.report_failure) service_.report_failure(failure.what());
    Answer answer = error_answer(status_of_failure(failure));
    answer.close = true;
    return answer;
}

asio::awaitable<Connection::Next> Connection::refuse(const http::Request& request, http::Rejected rejection) {
    Answer answer = error_answer(rejection.status, rejection.reason);
    const bool without_body = request.method == "HEAD";
    const bool written = co_await write_answer(answer, without_body, request.version, false);
    log(request, answer, written && !without_body);
    co_return written ? Next::end : Next::gone;
}

asio::awaitable<bool> Connection::write_answer(Answer& answer, bool without_body, http::Version version,
                                               bool keep_open) {
    // À écrire : dites d'abord à l'échéance qu'un transfert commence (stream_.deadline().begin_transfer) : le client doit
    // alors lire assez vite. response_head() donne l'en-tête, http::serialize() ses octets ; la date est celle de
    // service_.clock. Le corps est omis si without_body, ou si le statut n'en permet pas. Un corps en mémoire
    // (bytes_in_memory) part avec l'en-tête, en un seul write() ; sinon write_file() envoie le fichier.
    // BEGIN SOLUTION 3.1
    stream_.deadline().begin_transfer(service_.limits);
    const std::string head = http::serialize(response_head(answer, version, keep_open, service_.clock.text()));
    if (without_body || !status_allows_body(answer.status)) co_return co_await stream_.write(head, {}, false);
    if (const auto bytes = bytes_in_memory(answer.body)) co_return co_await stream_.write(head, *bytes, false);
    co_return co_await write_file(head, std::get<FileBody>(answer.body));
    // END SOLUTION
}

asio::awaitable<bool> Connection::write_file(std::string_view head, const FileBody& body) {
    for (const FilePiece& piece : body.pieces) {
        const bool begun = co_await stream_.write(head, piece.before, true);
        if (!begun) co_return false;
        const bool sent = co_await stream_.send_file(body.file->fd.get(), piece.offset, piece.length);
        if (!sent) co_return false;
        head = {};
    }
    if (body.after.empty()) co_return true;
    co_return co_await stream_.write(body.after, {}, false);
}

asio::awaitable<void> Connection::linger() {
    const Limits& limits = service_.limits;
    stream_.finish_sending();
    const Clock::time_point begin = stream_.deadline().now();
    std::uint64_t dropped = 0;
    while (dropped < limits.linger_bytes) {
        const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(stream_.deadline().now() - begin);
        const std::chrono::seconds earned{dropped / limits.linger_rate};
        stream_.deadline().allow(limits.linger_time + std::min<std::chrono::milliseconds>(earned - spent, 0ms));
        buffer_.consume(buffer_.view().size());
        const std::size_t room = dropped == 0 ? head_room : linger_room;
        const std::size_t count = co_await stream_.read_some(buffer_.prepare(room));
        if (count == 0) break;
        dropped += count;
    }
}

void Connection::log(const http::Request& request, const Answer& answer, bool body_sent) {
    if (!service_.log) return;
    service_.log({.peer = peer_,
                  .time = current_second(),
                  .method = request.method,
                  .target = request.target,
                  .version = request.method.empty() ? std::string_view{} : http::to_string(request.version),
                  .status = answer.status,
                  .body_bytes = body_sent ? body_size(answer.body) : 0});
}

}  // namespace files
