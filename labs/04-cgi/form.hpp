#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "04-cgi/form_content.hpp"
#include "04-cgi/form_limits.hpp"

namespace cgi {

// What a script in C++ needs to read a form: the counterpart of Python's cgi.FieldStorage.
//
//     #include "04-cgi/form.hpp"
//
//     int main() try {
//         const cgi::Form form = cgi::read_form();
//         std::cout << "Content-Type: text/html; charset=utf-8\r\n\r\n"
//                   << "<p>Bonjour " << common::escape_html(form.value("name", "toi")) << " !</p>\n";
//     } catch (const cgi::FormError& error) {
//         std::cout << "Status: " << error.status() << "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
//                   << error.what() << ".\n";
//     }
//
// The form is read whatever way it came: in the query (GET), or as a body that is urlencoded or multipart/form-data
// (POST). Texts are UTF-8: what was sent in windows-1252 is converted if the form has a field « _charset_ » that says
// so; what still is not UTF-8 has U+FFFD in the place of each wrong byte. They remain what a stranger typed: escape
// them.

// The form cannot be read; what() is a French sentence without its full stop, to be shown with this status.
class FormError : public std::runtime_error {
public:
    FormError(int status, const std::string& reason) : std::runtime_error{reason}, status_{status} {}

    // 400: badly written or cut short; 413: larger than the limits; 415: neither urlencoded nor multipart/form-data.
    int status() const { return status_; }

private:
    int status_;
};

// A file that was sent. Its content is in memory if it is small, otherwise in a temporary file that has no name and
// vanishes with the last copy of this object.
class FormFile {
public:
    FormFile(std::string name, std::string type, FormContent content)
        : name_{std::move(name)}, type_{std::move(type)}, content_{std::move(content)} {}

    // The name it had at its owner's, made safe (safe_file_name): no directory, no leading dot, 255 bytes at most.
    // Empty if no file was chosen: browsers then send an empty name with an empty content.
    const std::string& name() const { return name_; }

    // What the client says it is, such as "image/png"; "text/plain" if it said nothing (RFC 7578 §4.4). Do not trust
    // it.
    const std::string& type() const { return type_; }

    std::uint64_t size() const { return content_.size(); }  // bytes

    // The whole content, in memory: look at size() first.
    std::string read() const { return content_.read(); }

    // Writes the content into a new file. Nothing is ever overwritten: std::system_error if the path exists, or if
    // it cannot be written; then nothing is left there.
    void save_as(const std::string& path) const;

private:
    std::string name_;
    std::string type_;
    FormContent content_;
};

class Form {
public:
    // The first value of this name; `fallback` if there is none. A name may have several values, and be there with an
    // empty one: the field was left empty.
    std::string value(std::string_view name, std::string_view fallback = {}) const;

    // All values of this name, in the order of the form: the boxes that were checked, for instance.
    std::vector<std::string> values(std::string_view name) const;

    // Was a value sent for this name? (A box that is not checked is not sent.)
    bool has(std::string_view name) const;

    // The names of the values, each once, in the order of the form.
    std::vector<std::string> names() const;

    // The files sent under this name, in the order of the form; those of which nothing was chosen are left out.
    std::vector<FormFile> files(std::string_view name) const;

    void add_value(std::string name, std::string value);
    void add_file(std::string name, FormFile file);

private:
    struct NamedValue {
        std::string name;
        std::string value;
    };
    struct NamedFile {
        std::string name;
        FormFile file;
    };

    std::vector<NamedValue> values_;
    std::vector<NamedFile> files_;
};

// Where a form is read from: what the gateway tells in the environment, and the descriptor of the body.
struct FormSource {
    std::string method;          // REQUEST_METHOD
    std::string query;           // QUERY_STRING
    std::string content_type;    // CONTENT_TYPE
    std::string content_length;  // CONTENT_LENGTH, empty if there is no body
    int input = 0;               // the body: standard input
};
FormSource form_source_from_environment();

// Reads the form of this request. Of the body, exactly CONTENT_LENGTH bytes are read: the input may stay open behind
// them (RFC 3875 §4.2). A query that comes with a body is part of the form too; its values stand behind the body's.
// Throws FormError if the form cannot be read, std::system_error if reading or the temporary file fails.
Form read_form(const FormSource& source, const FormLimits& limits = {});

// The form of this script's request.
inline Form read_form(const FormLimits& limits = {}) { return read_form(form_source_from_environment(), limits); }

}  // namespace cgi
