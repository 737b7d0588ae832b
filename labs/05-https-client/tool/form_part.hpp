#pragma once

#include <string>
#include <string_view>

#include "05-https-client/multipart_body.hpp"

namespace tool {

// What follows -F in curl, and « field@path;type=… » in HTTPie: a part of a multipart form.
//
//     nom=Ada                            a field
//     photo=@chat.jpg                    a file, its type by its extension
//     photo=@chat.jpg;type=image/png;filename=minou.png
//     photo=@"a;b.jpg"                   a path that holds a ';'
//     note=<note.txt                     a field, its text read from a file
//     doc=@-                             standard input as a file
struct FormPart {
    enum class Kind { text, file, text_from_file };
    Kind kind = Kind::text;
    client::File file;  // field; and content for a text, path for the two others; file_name, type
};

// Throws common::WrongUsage.
FormPart parse_form_part(std::string_view text);

// The path of « field@path;type=…;filename=… ».
FormPart parse_file_value(std::string_view field, std::string_view value);

}  // namespace tool
