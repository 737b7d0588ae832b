#pragma once

#include <string_view>

#include "06-security/isolation/content.hpp"
#include "06-security/isolation/inspector.hpp"

namespace security {

// All that is looked at in a received file of this media type: the size of an image, the listing of an archive. Other
// types are sound: nothing in them is read. Runs in the sandbox; does not throw, but for std::bad_alloc.
Inspection check_content(const Content& content, std::string_view media_type, const InspectionLimits& limits);

// Which of the media types that check_content() looks into these first bytes begin; empty if none.
std::string_view media_type_of(std::string_view first_bytes);

}  // namespace security
