// Uploads that survive a broken connection: tus 1.0.0, with its extensions creation, checksum and termination.
#include "04-cgi/part_head.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/playground/tus_fields.hpp"
#include "05-https-client/playground/tus_store.hpp"

namespace playground {
namespace {

using UploadPointer = std::shared_ptr<TusUpload>;

constexpr std::string_view place = "/tus/";
constexpr int checksum_mismatch = 460;  // a status of tus's own

files::Answer without_body(int status) {
    files::Answer answer;
    answer.status = status;
    return answer;
}

UploadPointer asked_upload(const TusStore& store, const files::Exchange& exchange) {
    UploadPointer upload = store.find(tail(exchange, place));
    if (!upload) throw Refused{404, "Aucun téléversement n'a cette adresse ; les plus anciens sont oubliés."};
    return upload;
}

// POST: a new upload, of which nothing is sent yet.
files::Answer create(TusStore& store, const files::Exchange& exchange) {
    if (!tail(exchange, place).empty()) throw Refused{404, "Un téléversement se crée à l'adresse /tus/."};
    if (single_field(exchange, "Upload-Defer-Length")) {
        throw Refused{400, "Ce serveur veut connaître la longueur d'avance (Upload-Length) : il n'offre pas "
                           "l'extension creation-defer-length."};
    }
    const std::uint64_t length = bytes_field(exchange, "Upload-Length");
    if (length > TusStore::largest) throw Refused{413, "Tus-Max-Size donne la taille admise."};
    const std::string name = store.create(length, metadata_of(exchange));
    files::Answer answer = without_body(201);
    answer.fields.add("Location", std::string{place} + name);
    return answer;
}

// HEAD: how far has the upload got?
files::Answer progress(const TusUpload& upload) {
    files::Answer answer = without_body(200);
    answer.fields.add("Upload-Offset", std::to_string(upload.offset()));
    answer.fields.add("Upload-Length", std::to_string(upload.length()));
    if (!upload.metadata().empty()) answer.fields.add("Upload-Metadata", upload.metadata());
    answer.fields.add("Cache-Control", "no-store");
    return answer;
}

// Begins to write where the client says that it goes on.
std::uint64_t begin_turn(TusUpload& upload, const files::Exchange& exchange) {
    const auto type = single_field(exchange, "Content-Type");
    if (!type || !http::equal_ignoring_case(cgi::media_type(*type), "application/offset+octet-stream")) {
        throw Refused{415, "Le corps doit être en application/offset+octet-stream."};
    }
    const std::uint64_t offset = bytes_field(exchange, "Upload-Offset");
    const std::uint64_t turn = upload.begin(offset);
    if (turn == 0) throw Refused{409, "Le téléversement n'en est pas là : demandez où il en est par HEAD."};
    if (exchange.body.length().value_or(0) > upload.length() - offset) {
        throw Refused{413, "Ce serait plus que la longueur annoncée."};
    }
    return turn;
}

void write(TusUpload& upload, std::uint64_t turn, std::string_view piece) {
    switch (upload.write(turn, piece)) {
    case TusUpload::Written::all: return;
    case TusUpload::Written::turn_is_over: throw Refused{409, "Un autre envoi a pris la suite de celui-ci."};
    case TusUpload::Written::too_much: throw Refused{413, "C'est plus que la longueur annoncée."};
    }
}

void keep(TusUpload& upload, std::uint64_t turn) {
    if (!upload.keep(turn)) throw Refused{409, "Un autre envoi a pris la suite de celui-ci."};
}

// Writes the body as it comes. What has arrived is kept, even if the connection breaks in a moment; unless the client
// has given a checksum: a part of the bytes cannot be checked.
asio::awaitable<void> receive(TusUpload& upload, std::uint64_t turn, files::Exchange& exchange) {
    std::optional<Checksum> checksum = Checksum::of(exchange);
    for (;;) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        write(upload, turn, piece);
        if (checksum) {
            checksum->add(piece);
        } else {
            keep(upload, turn);
        }
    }
    expect_whole_body(exchange.body);
    if (checksum && !checksum->is_right()) throw Refused{checksum_mismatch, "L'empreinte n'est pas celle qui était annoncée."};
    keep(upload, turn);
}

// PATCH: the next bytes.
asio::awaitable<files::Answer> go_on(UploadPointer upload, files::Exchange& exchange) {
    const std::uint64_t turn = begin_turn(*upload, exchange);
    co_await receive(*upload, turn, exchange);
    files::Answer answer = without_body(204);
    answer.fields.add("Upload-Offset", std::to_string(upload->offset()));
    co_return answer;
}

// GET is not of tus: the file, once it is whole, with its digest (RFC 9530).
files::Answer content(const TusUpload& upload) {
    if (upload.offset() < upload.length()) throw Refused{409, "Le téléversement n'est pas terminé."};
    auto file = std::make_shared<files::OpenFile>();
    file->fd = upload.open();
    file->size = upload.length();
    files::Answer answer = text_answer({}, "application/octet-stream");
    answer.fields.add("Content-Disposition", "attachment");
    answer.fields.add("Repr-Digest", "sha-256=:" + to_base64(upload.sha256()) + ":");
    answer.body = files::FileBody{std::move(file), {{.offset = 0, .length = upload.length(), .before = {}}}, {}};
    return answer;
}

void expect_version(const files::Exchange& exchange) {
    if (single_field(exchange, "Tus-Resumable") == tus_version) return;
    throw Refused{412, "Le champ Tus-Resumable doit donner la version 1.0.0 du protocole."};
}

asio::awaitable<files::Answer> answer_tus(TusStore& store, files::Exchange& exchange) {
    const std::string_view method = method_of(exchange);
    if (method == "GET") co_return content(*asked_upload(store, exchange));
    expect_version(exchange);
    if (method == "POST") co_return create(store, exchange);
    const UploadPointer upload = asked_upload(store, exchange);
    if (method == "HEAD") co_return progress(*upload);
    if (method == "PATCH") co_return co_await go_on(upload, exchange);
    if (method != "DELETE") throw Refused{405, "tus emploie POST, HEAD, PATCH et DELETE."};
    store.remove(tail(exchange, place));
    co_return without_body(204);
}

}  // namespace

void add_tus(files::Dispatcher& site, const std::shared_ptr<TusStore>& store) {
    const auto handler = [store](files::Exchange& exchange) { return answer_tus(*store, exchange); };
    for (const char* method : {"GET", "POST", "PATCH", "DELETE"}) site.on(method, std::string{place}, handler);
}

void add_tus_fields(files::Answer& answer, const files::Exchange& exchange) {
    if (!exchange.target.path.starts_with(place)) return;
    answer.fields.add("Tus-Resumable", tus_version);
    if (exchange.request.method != "OPTIONS" && answer.status != 412) return;
    answer.fields.add("Tus-Version", tus_version);
    answer.fields.add("Tus-Extension", "creation,checksum,termination");
    answer.fields.add("Tus-Checksum-Algorithm", "sha1,sha256");
    answer.fields.add("Tus-Max-Size", std::to_string(TusStore::largest));
}

}  // namespace playground
