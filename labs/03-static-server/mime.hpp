#pragma once

#include <span>
#include <string_view>

namespace files {

// What kind of bytes a file holds, said to the browser in Content-Type (RFC 9110 §8.3, media types: RFC 6838).
//
// A file system keeps a name and bytes, no type: like every file server, this one goes by the extension of the name.
// It never looks inside the file: a server that guesses from the content lets whoever writes a file choose how
// browsers treat it. What is not in the table is sent as "application/octet-stream": bytes to be saved, not shown.
//
// Text types carry their charset, or the browser would have to guess it: this kit's texts are UTF-8.
//
//     files::content_type("Photo.JPG")        // "image/jpeg"
//     files::content_type("index.html")       // "text/html; charset=utf-8"
//     files::content_type("archive.tar.gz")   // "application/gzip"
//     files::content_type(".bashrc")          // "application/octet-stream"
struct MimeType {
    std::string_view extension;     // lower case, without the dot
    std::string_view content_type;  // the whole value of Content-Type
};

// The table, sorted by extension.
std::span<const MimeType> mime_types();

// What stands behind the last dot of a file name: "gz" for "archive.tar.gz". Empty if there is no dot, if the only dot
// comes first (".bashrc" is a hidden file without extension) or last ("a."). A view into `file_name`.
std::string_view file_extension(std::string_view file_name);

// The value of Content-Type for a file of this name (a name, not a path). The case of the extension does not count.
// The result lasts for ever.
std::string_view content_type(std::string_view file_name);

}  // namespace files
