#include "05-https-client/playground/upload_reader.hpp"

#include "04-cgi/file_name.hpp"
#include "05-https-client/playground/requests.hpp"

namespace playground {
namespace {

constexpr std::size_t most_form_bytes = 256 * 1024;  // of values and their names, which are kept

[[noreturn]] void refuse(const http::Rejected& rejection) {
    throw Refused{rejection.status, std::string{rejection.reason} + "."};
}

}  // namespace

UploadReader::UploadReader(std::string_view content_type) {
    if (http::equal_ignoring_case(cgi::media_type(content_type), "multipart/form-data")) {
        const auto boundary = cgi::multipart_boundary(content_type);
        if (!boundary.is_complete()) refuse(boundary.rejection());
        parser_.emplace(boundary.value(), cgi::FormLimits{});
    } else {
        const std::string type = content_type.empty() ? "application/octet-stream" : utf8(content_type);
        begin_file({{"field", nullptr}, {"name", nullptr}, {"type", type}});
    }
}

void UploadReader::add(std::string_view bytes) {
    bytes_ += bytes.size();
    if (!parser_) return add_data(bytes);
    if (parser_->finished()) return;  // what stands behind the last boundary is nothing
    pending_ += bytes;
    read_events();
}

void UploadReader::read_events() {
    std::size_t used = 0;
    while (!parser_->finished()) {
        const auto event = parser_->next(std::string_view{pending_}.substr(used));
        if (event.is_rejected()) refuse(event.rejection());
        if (event.is_incomplete()) break;
        take(event.value());
        used += event.used();
    }
    pending_.erase(0, used);
}

Json UploadReader::finish() {
    if (parser_ && !parser_->finished()) refuse(parser_->cut_short());
    if (!parser_) end_file();
    return {{"files", files_}, {"form", form_}, {"bytes", bytes_}};
}

void UploadReader::take(const cgi::MultipartEvent& event) {
    switch (event.kind) {
    case cgi::MultipartEvent::Kind::nothing: break;
    case cgi::MultipartEvent::Kind::part_begins: begin_part(event.head); break;
    case cgi::MultipartEvent::Kind::data: add_data(event.data); break;
    case cgi::MultipartEvent::Kind::part_ends: end_part(); break;
    }
}

void UploadReader::begin_part(const cgi::PartHead& head) {
    if (head.file_name) {
        const std::string name = head.file_name->empty() ? std::string{} : cgi::safe_file_name(*head.file_name);
        begin_file({{"field", utf8(head.name)}, {"name", name}, {"type", utf8(head.type.value_or("text/plain"))}});
    } else {
        name_ = head.name;
        value_.clear();
    }
}

void UploadReader::add_data(std::string_view data) {
    if (digest_) {
        digest_->add(data);
        file_bytes_ += data.size();
        return;
    }
    form_bytes_ += data.size();
    if (form_bytes_ > most_form_bytes) throw Refused{413, "Les textes du formulaire sont trop longs."};
    value_ += data;
}

void UploadReader::end_part() {
    if (digest_) return end_file();
    add_value(form_, utf8(name_), utf8(value_));
}

void UploadReader::begin_file(Json about) {
    files_.push_back(std::move(about));
    digest_.emplace(EVP_sha256());
    file_bytes_ = 0;
}

void UploadReader::end_file() {
    files_.back()["size"] = file_bytes_;
    files_.back()["sha256"] = to_hex(digest_->value());
    digest_.reset();
}

}  // namespace playground
