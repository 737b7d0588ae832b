#include "06-security/service/upload_body.hpp"

#include "04-cgi/form_text.hpp"

namespace security {
namespace {

constexpr std::size_t most_checksum_bytes = 100;
constexpr std::uint64_t most_bytes_beside = 1024 * 1024;  // the file: fields, heads, what stands around the form

[[noreturn]] void refuse(const http::Rejected& rejection) {
    throw Refused{rejection.status, std::string{rejection.reason} + "."};
}

std::string boundary_of(std::string_view content_type) {
    auto boundary = cgi::multipart_boundary(content_type);
    if (!boundary.is_complete()) refuse(boundary.rejection());
    return std::move(boundary.value());
}

}  // namespace

UploadBody::UploadBody(std::string_view content_type, Take take)
    : parser_{boundary_of(content_type), cgi::FormLimits{.parts = 20}}, take_{std::move(take)} {}

void UploadBody::add(std::string_view bytes) {
    beside_ += bytes.size();
    if (!parser_.finished()) read(bytes);  // what stands behind the last boundary is nothing
    if (beside_ > most_bytes_beside) throw Refused{413, "Ce formulaire apporte trop d'autres choses que le fichier."};
}

void UploadBody::read(std::string_view bytes) {
    pending_ += bytes;
    std::size_t used = 0;
    while (!parser_.finished()) {
        const auto event = parser_.next(std::string_view{pending_}.substr(used));
        if (event.is_rejected()) refuse(event.rejection());
        if (event.is_incomplete()) break;
        use(event.value());
        used += event.used();
    }
    pending_.erase(0, used);
}

Declared UploadBody::finish() {
    if (!parser_.finished()) refuse(parser_.cut_short());
    if (!declared_) throw Refused{400, "Ce formulaire ne contient pas de fichier."};
    declared_->sha256 = checksum_;
    return *declared_;
}

void UploadBody::use(const cgi::MultipartEvent& event) {
    switch (event.kind) {
    case cgi::MultipartEvent::Kind::part_begins: return begin_part(event.head);
    case cgi::MultipartEvent::Kind::data: return add_data(event.data);
    case cgi::MultipartEvent::Kind::nothing:
    case cgi::MultipartEvent::Kind::part_ends: return;
    }
}

void UploadBody::begin_part(const cgi::PartHead& head) {
    if (!head.file_name) {
        part_ = head.name == "sha256" ? Part::checksum : Part::other;
        return;
    }
    if (declared_) throw Refused{400, "Un envoi ne contient qu'un fichier."};
    if (head.file_name->empty()) throw Refused{400, "Aucun fichier n'a été choisi."};
    part_ = Part::file;
    declared_ = Declared{.name = cgi::to_text(*head.file_name, cgi::Charset::utf8)};
}

void UploadBody::add_data(std::string_view data) {
    switch (part_) {
    case Part::file:
        beside_ -= data.size();
        return take_(data);
    case Part::checksum:
        if (checksum_.size() + data.size() > most_checksum_bytes) throw Refused{400, "Le champ « sha256 » est trop long."};
        checksum_ += data;
        return;
    case Part::other: return;
    }
}

}  // namespace security
