#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "06-security/refusal.hpp"

namespace security {

// Step 6.1. Which files are taken: those of a list, and nothing else. A list of what is forbidden would always lack the
// next dangerous thing. Two witnesses must agree: the extension, and the first bytes (the « signature » that each
// format begins with). What the client says in Content-Type counts for nothing.
//
// Left out on purpose: HTML, SVG and XML, which a browser would execute as a page of this site.
struct FileType {
    std::string_view extension;   // "png"
    std::string_view media_type;  // what the file is served as
};

// How many first bytes has_signature() wants to see (fewer if the file is shorter).
inline constexpr std::size_t signature_bytes = 512;

// All of the list: png, jpg and jpeg, gif, webp, pdf, zip, mp3, mp4, webm, txt, csv. Given.
std::span<const FileType> accepted_types();

// Do these first bytes begin a file of this type? A text (txt, csv) has no signature: it must hold no control character
// but tab, line feed and carriage return, be UTF-8 (a character cut at the end of `first_bytes` is none the worse), and
// not begin, behind spaces and a byte order mark, with '<' (what browsers take for HTML) or "%PDF-" or "#!".
bool has_signature(const FileType& type, std::string_view first_bytes);

// The type of a received file: by its extension, confirmed by its first bytes. 415 if the extension is not of the list
// or missing; 415 too if the bytes are something else: the sentence says which of the two.
Decided<FileType> decide_type(std::string_view name, std::string_view first_bytes);

}  // namespace security
