#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/request_body.hpp"
#include "05-https-client/url.hpp"

namespace client {

// A file to be sent in a form.
//
//     File{"photo", "images/chat.jpg"}                                  // from disk, its name and type found by itself
//     File{.field = "note", .content = "bonjour", .file_name = "n.txt"} // from memory
struct File {
    std::string field;                       // the name of the form's field
    std::string path = {};                   // where it is on the disk; not used when `content` is there
    std::optional<std::string> content = {};
    std::string file_name = {};              // as the server is told; empty: the last part of `path`, or else `field`
    std::string type = {};                   // empty: by the extension (lab 03's table), without a charset: who knows
};

// Step 5.6. multipart/form-data (RFC 7578): fields, then files, each behind a line with the boundary:
//
//     --8fXq…                                                                      \r\n
//     Content-Disposition: form-data; name="titre"                                 \r\n
//                                                                                  \r\n
//     Vacances                                                                     \r\n
//     --8fXq…                                                                      \r\n
//     Content-Disposition: form-data; name="photo"; filename="chat.jpg"            \r\n
//     Content-Type: image/jpeg                                                     \r\n
//                                                                                  \r\n
//     (the bytes of the file)                                                      \r\n
//     --8fXq…--                                                                    \r\n
//
// Files are opened here and read while they are sent. The length is known beforehand: everything around the files is,
// and so are their sizes. A file that becomes shorter meanwhile is an error (std::system_error), one that grows is sent
// as it was.
//
// Names are escaped as browsers do (WHATWG form submission): '"', CR and LF become %22, %0D and %0A; the rest is UTF-8.
// Neither '%' nor backslashes are escaped: a name that holds "%22" or ends in a backslash is read differently by
// different servers. Values are sent as they are, line ends included.
class MultipartBody final : public RequestBody {
public:
    // Throws std::system_error when a file cannot be opened, or is not a regular file, InvalidRequest for a name or a
    // type that holds a control character (a type: a line end too). `boundary`: 1 to 70 letters, digits or any of
    // ' + - . _ ; empty: 24 random letters and digits (OpenSSL), which no file can foresee.
    MultipartBody(const Pairs& fields, const std::vector<File>& files, std::string boundary = {});

    // "multipart/form-data; boundary=…"
    std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }

    std::optional<std::uint64_t> length() const override;
    std::string_view next() override;
    bool rewind() override;

private:
    std::string boundary_;
    std::vector<std::unique_ptr<RequestBody>> pieces_;  // texts and files by turns, sent one behind the other
    std::size_t piece_ = 0;                             // the one being sent
};

// The name of a field or file as it stands between quotes in Content-Disposition: « 3" » becomes « 3%22 ».
std::string escape_form_name(std::string_view name);

}  // namespace client
