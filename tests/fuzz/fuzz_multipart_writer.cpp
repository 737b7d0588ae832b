// Any names and contents, written as a form by lab 05's client, are read by lab 04's server as the same names and
// contents; its length was known beforehand; and it is refused only for a control character in a name.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/scanner.hpp"
#include "04-cgi/form_reader.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/multipart_body.hpp"
#include "require.hpp"

namespace {

// What the form holds: « name », a file's name if it is one, the content.
struct Part {
    std::string name;
    std::optional<std::string> file_name;
    std::string content;
    bool operator==(const Part&) const = default;
};

// Texts are separated by 0xFF, so that the fuzzer can move them by one byte.
std::string next_text(std::string_view& bytes) {
    const std::size_t end = std::min(bytes.find('\xFF'), bytes.size());
    std::string text{bytes.substr(0, end)};
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    return text;
}

// What a browser's way of writing names cannot tell (WHATWG): its escapes are not escaped themselves, so "%22" comes out
// as a quote; nor are backslashes, with which others escape quotes and backslashes.
bool can_be_told(std::string_view name) {
    for (std::string_view escape : {"%22", "%0D", "%0A", "%0d", "%0a", "\\\\"}) {
        if (name.find(escape) != name.npos) return false;
    }
    return !name.ends_with('\\');
}

bool has_control(std::string_view name) {
    return std::any_of(name.begin(), name.end(), [](char c) { return http::is_control(c) && c != '\r' && c != '\n'; });
}

std::string written(client::MultipartBody& form) {
    const std::uint64_t length = form.length().value_or(0);
    std::string body;
    for (;;) {
        const std::string_view piece = form.next();
        if (piece.empty()) break;
        body += piece;
    }
    require(body.size() == length, "the length was known");
    return body;
}

std::vector<Part> read_back(const std::string& type, std::string_view body) {
    cgi::FormReader reader{type, {}};
    reader.add(body);
    require(reader.finish(), "the form is read to its end");
    std::vector<Part> parts;
    for (const cgi::FormPart& part : reader.parts()) {
        parts.push_back({part.head.name, part.head.file_name, part.content.read()});
    }
    return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string input{data, data + size};
    std::string_view bytes = input;
    std::vector<Part> expected;
    client::Pairs fields;
    std::vector<client::File> files;
    bool refused = false;
    while (!bytes.empty() && expected.size() < 6) {
        const std::string name = next_text(bytes);
        const std::string content = next_text(bytes);
        const std::string file_name = next_text(bytes);
        if (!can_be_told(name) || !can_be_told(file_name) || file_name.empty()) return 0;
        refused = refused || has_control(name) || has_control(file_name);
        fields.emplace_back(name, content);
        files.push_back({.field = name, .content = content, .file_name = file_name, .type = "a/b"});
        expected.insert(expected.begin() + static_cast<std::ptrdiff_t>(fields.size() - 1), {name, {}, content});
        expected.push_back({name, file_name, content});
    }
    try {
        client::MultipartBody form{fields, files};
        require(!refused, "a control character is refused");
        require(read_back(form.content_type(), written(form)) == expected, "what is read is what was written");
        form.rewind();
        require(read_back(form.content_type(), written(form)) == expected, "a second time too");
    } catch (const client::InvalidRequest&) {
        require(refused, "nothing else is refused");
    }
    return 0;
}
