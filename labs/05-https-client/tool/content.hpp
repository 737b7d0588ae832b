#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tool {

// A body made ready for a terminal: its charset decoded (text.hpp), JSON laid out over several lines, control
// characters escaped. For what is read as a whole; ends with a line end unless it is empty.
std::string for_terminal(std::string_view bytes, std::string_view content_type);

// Is such a body worth waiting for its end: JSON, or a text that is not in UTF-8? Anything else is shown as it comes.
bool needs_whole_body(std::string_view content_type);

// JSON with an indent of four, names in their order; nothing: it is not JSON, or nested more than 200 deep.
std::optional<std::string> pretty_json(std::string_view text);

}  // namespace tool
