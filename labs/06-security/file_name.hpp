#pragma once

#include <string>
#include <string_view>

namespace security {

// Step 6.1. The name that is kept of a received file: for people to recognise it, and for nothing else. On the disk the
// file has a name of ours (its id), so that no name of a stranger ever becomes a path.
//
// What lab 04's safe_file_name() makes of it, and then:
//   - only its last extension stays one: "photo.php.png" becomes "photo_php.png", since some servers look at the
//     others;
//   - at most 120 bytes, cut between two characters, the extension kept.
//
//     security::kept_name("..\\..\\Été.tar.gz");   // "Été_tar.gz"
std::string kept_name(std::string_view given);

// The last extension, without its dot, in small letters; empty if there is none: "png" of "Chat.PNG".
std::string extension_of(std::string_view name);

}  // namespace security
