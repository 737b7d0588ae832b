#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "05-https-client/request_body.hpp"
#include "05-https-client/url.hpp"
#include "common/unique_fd.hpp"

namespace client {

// A file to be sent in a form.
//
//     File{"photo", "images/chat.jpg"}                                  // from disk, its name and type found by itself
//     File{.field = "note", .content = "bonjour", .file_name = "n.txt"} // from memory
struct File {
    std::string field;                       // the name of the form's field
    std::string path = {};                   // where it is on the disk; not used when `content` is there
    std::optional<std::string> content = {};
    std::string file_name = {};              // as the server is told; empty: the last part of `path`
    std::string type = {};                   // empty: by the extension (lab 03's table)
};

// Step 5.6. multipart/form-data (RFC 7578): fields, then files, each between two lines of the boundary. Files are opened
// here and read while they are sent. The length is known beforehand: everything around the files is, and so are their
// sizes. A file that becomes shorter meanwhile is an error (std::system_error), one that grows is sent as it was.
//
// Names are escaped as browsers do (WHATWG form submission): '"', CR and LF become %22, %0D and %0A; the rest is UTF-8.
class MultipartBody final : public RequestBody {
public:
    // Throws std::system_error when a file cannot be opened, or is not a regular file, InvalidRequest for a type that
    // holds a control character. `boundary`: empty: 24 random letters and digits (OpenSSL), which no file can foresee.
    MultipartBody(const Pairs& fields, const std::vector<File>& files, std::string boundary = {});

    // "multipart/form-data; boundary=…"
    std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }

    std::optional<std::uint64_t> length() const override;
    std::string_view next() override;
    bool rewind() override;

private:
    // Text, then the bytes of a file, if there is one.
    struct Piece {
        std::string text;
        common::UniqueFd file;
        std::string path;
        std::uint64_t size = 0;
    };

    std::string boundary_;
    std::vector<Piece> pieces_;
    std::size_t piece_ = 0;        // the one being sent
    bool text_sent_ = false;
    std::uint64_t file_sent_ = 0;  // bytes of its file
    std::string buffer_;
};

// The name of a field or file as it stands between quotes in Content-Disposition.
std::string escape_form_name(std::string_view name);

}  // namespace client
