#pragma once

#include <string_view>

#include "06-security/isolation/content.hpp"
#include "06-security/isolation/inspector.hpp"

namespace security {

// What a ZIP archive says that it holds, and whether one could unpack it without harm. Nothing is unpacked.
//
// Refused: more files, more bytes or a higher ratio than the limits allow (a « bomb »: 42 kB that become 4.5 PB); files
// that share their bytes (David Fifield's bomb, 2019: one piece of data, thousands of names); names that would lead out
// of the directory one unpacks into (« zip slip »: "../../.bashrc", "/etc/passwd", "C:\…") or that stand there twice;
// symbolic links; files stored as they are that say two sizes; what can be read in two ways (zip_directory.hpp).
// Encrypted files are counted and said: nobody has looked into them. An archive in the archive is a file like others.
//
// Left out on purpose: unpacking, to see whether the sizes are true. A file that becomes more than it says (up to 1,032
// bytes of one, by deflate) is not found out here: whoever unpacks has to count.
Inspection inspect_archive(const Content& content, const InspectionLimits& limits);

// Would this name leave the directory that an archive is unpacked into? Empty, absolute, with a drive, with a component
// "..", or with a control character in it; '/' and '\' both separate.
//
//     leads_astray("photos/../../.bashrc")   // true
//     leads_astray("photos/..été.png")       // false
bool leads_astray(std::string_view name);

}  // namespace security
