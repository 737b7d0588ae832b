#include "04-cgi/form.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "04-cgi/file_name.hpp"
#include "04-cgi/form_reader.hpp"
#include "common/system_error.hpp"

namespace cgi {
namespace {

constexpr std::size_t read_at_once = 64 * 1024;
constexpr std::string_view urlencoded_type = "application/x-www-form-urlencoded";

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? std::string{} : value;
}

// CONTENT_LENGTH; empty is 0 (RFC 3875 §4.1.2: no body).
std::uint64_t body_length(const std::string& text) {
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!text.empty() && !is_number) throw FormError{400, "CONTENT_LENGTH n'est pas un nombre (RFC 3875 §4.1.2)"};
    return length;
}

[[noreturn]] void throw_rejected(const http::Rejected& rejected) {
    std::string reason{rejected.reason};
    if (rejected.status == 400) reason += ", octet " + std::to_string(rejected.offset) + " du formulaire";
    throw FormError{rejected.status, reason};
}

// Exactly this many bytes, or none more once the form is rejected.
void read_body(int input, std::uint64_t length, FormReader& reader) {
    std::string buffer(static_cast<std::size_t>(std::min<std::uint64_t>(read_at_once, length)), '\0');
    while (length > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), length));
        const ssize_t count = ::read(input, buffer.data(), wanted);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", "le corps de la requête");
        if (count == 0) throw FormError{400, "le corps de la requête est plus court qu'annoncé"};
        length -= static_cast<std::uint64_t>(count);
        if (!reader.add({buffer.data(), static_cast<std::size_t>(count)})) return;
    }
}

void add_parts(Form& form, FormReader& reader) {
    if (!reader.finish()) throw_rejected(*reader.rejection());
    const Charset charset = form_charset(reader.parts());
    for (FormPart& part : reader.parts()) {
        std::string name = to_text(part.head.name, charset);
        const std::string type = part.head.type.value_or("text/plain");
        if (part.is_file()) {
            const std::string sent_name = to_text(*part.head.file_name, charset);
            const std::string file_name = sent_name.empty() ? std::string{} : safe_file_name(sent_name);
            form.add_file(std::move(name), FormFile{file_name, type, std::move(part.content)});
        } else {
            const auto own_charset = charset_parameter(type);
            const Charset its_charset = own_charset ? charset_named(*own_charset) : charset;
            form.add_value(std::move(name), to_text(part.content.read(), its_charset));
        }
    }
}

void add_body(Form& form, const FormSource& source, const FormLimits& limits) {
    const std::uint64_t length = body_length(source.content_length);
    if (length == 0) return;
    if (length > limits.total_bytes) throw FormError{413, "le formulaire est trop long"};
    FormReader reader{source.content_type, limits};
    read_body(source.input, length, reader);
    add_parts(form, reader);
}

void add_query(Form& form, const std::string& query, const FormLimits& limits) {
    FormReader reader{urlencoded_type, limits};
    reader.add(query);
    add_parts(form, reader);
}

void write_all(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

void FormFile::save_as(const std::string& path) const {
    common::UniqueFd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
    if (!file) common::throw_errno("open", path);
    try {
        content_.for_each_block([&](std::string_view block) { write_all(file.get(), block, path); });
        // Some file systems say only now that there was no room.
        if (::close(file.release()) != 0 && errno != EINTR) common::throw_errno("close", path);
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
}

std::string Form::value(std::string_view name, std::string_view fallback) const {
    for (const NamedValue& named : values_) {
        if (named.name == name) return named.value;
    }
    return std::string{fallback};
}

std::vector<std::string> Form::values(std::string_view name) const {
    std::vector<std::string> found;
    for (const NamedValue& named : values_) {
        if (named.name == name) found.push_back(named.value);
    }
    return found;
}

bool Form::has(std::string_view name) const {
    return std::any_of(values_.begin(), values_.end(), [name](const NamedValue& named) { return named.name == name; });
}

std::vector<std::string> Form::names() const {
    std::vector<std::string> found;
    for (const NamedValue& named : values_) {
        if (std::find(found.begin(), found.end(), named.name) == found.end()) found.push_back(named.name);
    }
    return found;
}

std::vector<FormFile> Form::files(std::string_view name) const {
    std::vector<FormFile> found;
    for (const NamedFile& named : files_) {
        const bool is_chosen = !named.file.name().empty() || named.file.size() != 0;
        if (named.name == name && is_chosen) found.push_back(named.file);
    }
    return found;
}

void Form::add_value(std::string name, std::string value) {
    values_.push_back({std::move(name), std::move(value)});
}

void Form::add_file(std::string name, FormFile file) {
    files_.push_back({std::move(name), std::move(file)});
}

FormSource form_source_from_environment() {
    return {variable("REQUEST_METHOD"), variable("QUERY_STRING"), variable("CONTENT_TYPE"), variable("CONTENT_LENGTH"),
            STDIN_FILENO};
}

Form read_form(const FormSource& source, const FormLimits& limits) {
    Form form;
    const bool has_body = source.method != "GET" && source.method != "HEAD";
    if (has_body) add_body(form, source, limits);
    add_query(form, source.query, limits);
    return form;
}

}  // namespace cgi
