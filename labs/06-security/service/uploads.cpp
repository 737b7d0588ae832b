// POST /files: a file, as a form (multipart/form-data) or as the body itself.
#include "02-http-message/target.hpp"
#include "04-cgi/form_text.hpp"
#include "04-cgi/parameters.hpp"
#include "04-cgi/part_head.hpp"
#include "06-security/service/answers.hpp"
#include "06-security/service/field_values.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/upload_body.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

std::string_view content_type(const files::Exchange& exchange) {
    return exchange.request.fields.find("Content-Type").value_or("");
}

bool is_form(const files::Exchange& exchange) {
    return http::equal_ignoring_case(cgi::media_type(content_type(exchange)), "multipart/form-data");
}

// The name in Content-Disposition, written either way (RFC 6266 §4.1); empty if there is none.
std::string name_in_disposition(const http::Request& request) {
    const auto field = request.fields.find("Content-Disposition");
    if (!field) return {};
    const auto disposition = cgi::parse_parameters(*field);
    if (!disposition.is_complete()) throw Refused{400, "Content-Disposition est mal écrit."};
    if (const auto extended = disposition.value().find("filename*")) {
        if (auto name = cgi::decode_extended(*extended)) return std::move(*name);
    }
    return std::string{disposition.value().find("filename").value_or("")};
}

// The name of a file whose bytes are the body.
std::string raw_name(const files::Exchange& exchange) {
    std::string name = name_in_disposition(exchange.request);
    if (name.empty()) {
        for (auto& [key, value] : http::parse_query(exchange.target.query)) {
            if (key == "name") name = std::move(value);
        }
    }
    if (name.empty()) throw Refused{400, "Il manque le nom du fichier : dans Content-Disposition, ou « ?name=… »."};
    return cgi::to_text(name, cgi::Charset::utf8);
}

// The checksum that a field of the request declares, if any.
std::string declared_checksum(const http::Request& request) {
    if (const auto hex = request.fields.find("X-Content-SHA256")) return std::string{*hex};
    for (const char* name : {"Repr-Digest", "Content-Digest"}) {
        const auto field = request.fields.find(name);
        if (!field) continue;
        if (auto hex = sha256_in_digest(*field)) return std::move(*hex);
        throw Refused{400, std::string{name} + " doit s'écrire « sha-256=:…: », en Base64."};
    }
    return {};
}

// Reads the body to its end; each piece goes to `take`.
asio::awaitable<void> read_body(files::Exchange& exchange, const UploadBody::Take& take) {
    for (;;) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        take(piece);
    }
    if (!exchange.body.finished()) throw Refused{400, "Le corps de la requête s'arrête avant la fin."};
}

asio::awaitable<files::Answer> receive(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::upload);
    Declared declared;
    if (!is_form(exchange)) declared.name = raw_name(exchange);
    // A form is a little longer than its file: its length is no announcement of the file's.
    const auto announced = is_form(exchange) ? std::nullopt : exchange.body.length();
    auto begin = [service, who, announced] { return service->store->begin(who.name, announced); };
    Decided<Incoming> begun = co_await service->file_desk.run(std::move(begin));
    Incoming incoming = granted(std::move(begun));
    const UploadBody::Take write = [&](std::string_view bytes) { expect_none(incoming.write(bytes)); };
    if (is_form(exchange)) {
        UploadBody body{content_type(exchange), write};
        const UploadBody::Take add = [&](std::string_view bytes) { body.add(bytes); };
        co_await read_body(exchange, add);
        declared = body.finish();
    } else {
        co_await read_body(exchange, write);
    }
    if (declared.sha256.empty()) declared.sha256 = declared_checksum(exchange.request);
    Sender sender{who, std::string{exchange.peer}};
    const StoredFile file = co_await admit(service, std::move(incoming), std::move(sender), declared);
    co_return file_answer(201, file);
}

}  // namespace

void add_uploads(files::Dispatcher& site, const ServicePointer& service) {
    site.on("POST", "/files", [service](files::Exchange& exchange) { return receive(service, exchange); });
}

}  // namespace security
