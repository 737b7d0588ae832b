#pragma once

#include <string>
#include <string_view>

namespace cgi {

// Step 4.6. The name a client gives to a file is what a stranger wrote: "../../.bashrc", "C:\Users\Zoé\photo.jpg", or
// one that a terminal shows backwards. This makes a name of it that may become that of a file in a directory of ours:
//
//   - only what stands behind the last '/' or '\';
//   - no control character (U+0000–001F, 007F–009F), no line separator (U+2028, 2029), no mark that turns the direction
//     of writing (U+061C, 200E, 200F, 202A–202E, 2066–2069), no byte that is not UTF-8;
//   - no dot and no space at its start, no space at its end;
//   - at most 255 bytes (NAME_MAX), cut between two characters; the extension stays if it has at most 16 bytes;
//   - "fichier" if nothing is left.
//
// What it cannot know: whether a file of that name exists already, and whether the content is what the extension says.
//
//     cgi::safe_file_name("C:\\Users\\Zoé\\photo.jpg");   // "photo.jpg"
//     cgi::safe_file_name("../.bashrc");                  // "bashrc"
//     cgi::safe_file_name("..");                          // "fichier"
std::string safe_file_name(std::string_view name);

// Is this UTF-8 sequence one of the characters that a file name should not hold? (Those of the second point.)
bool is_misleading(std::string_view sequence);

}  // namespace cgi
