#include "06-security/service/resumable.hpp"

#include "04-cgi/form_text.hpp"
#include "04-cgi/part_head.hpp"
#include "06-security/service/answers.hpp"
#include "06-security/service/intake.hpp"
#include "06-security/service/tus_fields.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

constexpr int checksum_mismatch = 460;  // a status of tus's own
constexpr int service_unavailable = 503;
constexpr std::uint64_t kept_at_least = 8 * 1024 * 1024;  // bytes, between two moments when what came is made to last

void expect_version(const files::Exchange& exchange) {
    if (single_field(exchange.request, "Tus-Resumable") == tus_version) return;
    throw Refused{412, "Le champ Tus-Resumable doit donner la version 1.0.0 du protocole."};
}

// The upload of this id, if it is his: an admin sends nothing in another's name. Blocks: on the desk.
Partial own_partial(const Service& service, const Identity& who, std::string_view id) {
    auto partial = service.store->find_partial(id);
    if (!partial || partial->owner != who.name) throw Refused{404, "Aucun téléversement n'a cette adresse."};
    return std::move(*partial);
}

// How far it has come. What is found neither as an upload nor, after that, as a file is neither.
struct Progress {
    Partial partial;
    bool is_file = false;
};
Progress find_progress(const Service& service, const Identity& who, const std::string& id) {
    if (service.store->find_partial(id)) return {own_partial(service, who, id)};
    const auto file = service.store->find(id);
    if (!file) throw Refused{404, "Aucun téléversement n'a cette adresse."};
    expect_right(service, who, Action::read, file->owner);
    return {{.id = id, .owner = file->owner, .metadata = {}, .length = file->size, .offset = file->size}, true};
}

void add_progress(files::Answer& answer, const Partial& partial) {
    answer.fields.add("Upload-Offset", std::to_string(partial.offset));
    answer.fields.add("Upload-Length", std::to_string(partial.length));
    if (partial.offset < partial.length) answer.fields.add("Upload-Expires", http::format_date(partial.expires));
    if (!partial.metadata.empty()) answer.fields.add("Upload-Metadata", partial.metadata);
}

void expect_piece_type(const http::Request& request) {
    const auto type = single_field(request, "Content-Type");
    if (type && http::equal_ignoring_case(cgi::media_type(*type), "application/offset+octet-stream")) return;
    throw Refused{415, "Le corps doit être en application/offset+octet-stream."};
}

// One PATCH on its way.
struct Piece {
    ServicePointer service;
    Identity who;
    std::string id;
    std::uint64_t turn = 0;
};

asio::awaitable<void> keep(Piece piece) {
    auto work = [piece] { return piece.service->store->keep_turn(piece.id, piece.turn); };
    const auto refusal = co_await piece.service->file_desk.run(std::move(work));
    expect_none(refusal);
}

// Writes the body as it comes; returns whether all of it came.
asio::awaitable<bool> receive(Piece piece, files::Exchange& exchange) {
    auto checksum = PieceChecksum::of(exchange.request);
    std::uint64_t not_kept = 0;
    for (;;) {
        const std::string_view bytes = co_await exchange.body.next();
        if (bytes.empty()) break;
        expect_none(piece.service->store->write_turn(piece.id, piece.turn, bytes));
        if (checksum) checksum->add(bytes);
        not_kept += bytes.size();
        if (checksum || not_kept < kept_at_least) continue;
        co_await keep(piece);
        not_kept = 0;
    }
    if (checksum && (!exchange.body.finished() || !checksum->is_right())) {
        throw Refused{checksum_mismatch, "L'empreinte n'est pas celle qui était annoncée."};
    }
    co_await keep(piece);
    co_return exchange.body.finished();
}

Declared declared_in(const Partial& partial) {
    Metadata metadata = read_metadata(partial.metadata);
    return {.name = cgi::to_text(metadata["filename"], cgi::Charset::utf8), .sha256 = metadata["sha256"]};
}

// All bytes are there: it becomes a file, or is gone.
asio::awaitable<void> complete(Piece piece, Partial partial, std::string peer) {
    auto take = [piece] { return piece.service->store->take_partial(piece.id); };
    Decided<Incoming> taken = co_await piece.service->check_desk.run(std::move(take));  // reads all of it
    Incoming incoming = granted(std::move(taken));
    Sender sender{piece.who, peer};
    Declared declared = declared_in(partial);
    std::exception_ptr failure;
    try {
        co_await admit(piece.service, std::move(incoming), std::move(sender), std::move(declared));
    } catch (const Refused& refused) {
        if (refused.refusal().status == service_unavailable) throw;
        failure = std::current_exception();
    } catch (const std::runtime_error&) {
        if (piece.service->store->find_partial(piece.id)) throw;
        throw Refused{404, "Ce téléversement a été supprimé pendant sa vérification."};
    }
    if (!failure) co_return;
    auto remove = [piece] { return piece.service->store->remove_partial(piece.id); };
    co_await piece.service->file_desk.run(std::move(remove));
    std::rethrow_exception(failure);
}

}  // namespace

bool is_tus(const files::Exchange& exchange) {
    return exchange.request.fields.find("Tus-Resumable").has_value();
}

asio::awaitable<files::Answer> begin_upload(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::upload);
    expect_version(exchange);
    if (exchange.target.path != "/files/") throw Refused{404, "Un téléversement se crée à l'adresse /files/."};
    const std::uint64_t length = bytes_field(exchange.request, "Upload-Length");
    const std::string metadata{single_field(exchange.request, "Upload-Metadata").value_or("")};
    if (read_metadata(metadata)["filename"].empty()) throw Refused{400, "Upload-Metadata doit donner « filename »."};
    auto begin = [service, who, length, metadata] { return service->store->begin_partial(who.name, length, metadata); };
    Decided<Partial> begun = co_await service->file_desk.run(std::move(begin));
    const Partial partial = granted(std::move(begun));
    const Piece all{service, who, partial.id};
    if (length == 0) co_await complete(all, partial, std::string{exchange.peer});
    files::Answer answer = empty_answer(201);
    answer.fields.add("Location", "/files/" + partial.id);
    if (length != 0) answer.fields.add("Upload-Expires", http::format_date(partial.expires));
    co_return answer;
}

asio::awaitable<files::Answer> tell_progress(ServicePointer service, files::Exchange& exchange, std::string id) {
    const Identity who = who_asks(*service, exchange);
    expect_version(exchange);
    auto find = [service, who, id] { return find_progress(*service, who, id); };
    const Progress progress = co_await service->file_desk.run(std::move(find));
    const Partial& partial = progress.partial;
    const bool is_unchecked = !progress.is_file && partial.offset == partial.length;
    const Piece all{service, who, id};
    if (is_unchecked) co_await complete(all, partial, std::string{exchange.peer});
    files::Answer answer = empty_answer(200);
    add_progress(answer, partial);
    co_return answer;
}

asio::awaitable<files::Answer> continue_upload(ServicePointer service, files::Exchange& exchange, std::string id) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::upload);
    expect_version(exchange);
    expect_piece_type(exchange.request);
    const std::uint64_t offset = bytes_field(exchange.request, "Upload-Offset");
    auto find = [service, who, id] { return own_partial(*service, who, id); };
    const Partial partial = co_await service->file_desk.run(std::move(find));
    if (offset <= partial.length && exchange.body.length().value_or(0) > partial.length - offset) {
        throw Refused{413, "Ce serait plus que la longueur annoncée."};
    }
    Piece piece{service, who, id};
    auto begin = [piece, offset] { return piece.service->store->begin_turn(piece.id, offset); };
    Decided<std::uint64_t> turn = co_await service->file_desk.run(std::move(begin));
    piece.turn = granted(std::move(turn));
    const bool all_came = co_await receive(piece, exchange);
    if (!all_came) throw Refused{400, "Le corps de la requête s'arrête avant la fin ; ce qui est venu est gardé."};
    auto look = [piece] { return piece.service->store->find_partial(piece.id); };
    const auto now = co_await service->file_desk.run(std::move(look));
    const bool is_whole = now && now->offset == now->length;
    if (is_whole) co_await complete(piece, *now, std::string{exchange.peer});
    files::Answer answer = empty_answer(204);
    answer.fields.add("Upload-Offset", std::to_string(now ? now->offset : partial.length));
    co_return answer;
}

void add_tus_fields(const Service& service, files::Answer& answer, const files::Exchange& exchange) {
    const bool asks_what_is_offered = exchange.request.method == "OPTIONS";
    if (!exchange.target.path.starts_with("/files/") || !(is_tus(exchange) || asks_what_is_offered)) return;
    answer.fields.add("Tus-Resumable", tus_version);
    if (!asks_what_is_offered && answer.status != 412) return;
    answer.fields.add("Tus-Version", tus_version);
    answer.fields.add("Tus-Extension", "creation,checksum,expiration,termination");
    answer.fields.add("Tus-Checksum-Algorithm", "sha1,sha256");
    answer.fields.add("Tus-Max-Size", std::to_string(service.store->limits().file_bytes));
}

}  // namespace security
