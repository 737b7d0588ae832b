#include "05-https-client/tool/write_out.hpp"

namespace tool {
namespace {

// The length of "%{name}" or "%header{name}" at the beginning of `text`; 0: there is none.
std::size_t hole_at(std::string_view text, std::string_view& name) {
    const std::string_view opening = text.starts_with("%{") ? "%{" : text.starts_with("%header{") ? "%header{" : "";
    const std::size_t end = text.find('}');
    if (opening.empty() || end == std::string_view::npos) return 0;
    // What tells %header{name} from a variable is its brace.
    name = opening == "%{" ? text.substr(2, end - 2) : text.substr(1, end);
    return end + 1;
}

std::string_view escaped(char c) {
    switch (c) {
    case 'n': return "\n";
    case 'r': return "\r";
    case 't': return "\t";
    default: return {};
    }
}

}  // namespace

std::string write_out(std::string_view format,
                      const std::function<std::optional<std::string>(std::string_view)>& value,
                      const std::function<void(std::string_view)>& unknown) {
    std::string out;
    while (!format.empty()) {
        std::string_view name;
        std::size_t used = 1;
        if (format.starts_with("%%")) {
            out += '%';
            used = 2;
        } else if (const std::size_t hole = hole_at(format, name)) {
            const std::optional<std::string> text = value(name);
            if (!text) unknown(name);
            out += text.value_or("");
            used = hole;
        } else if (format.size() > 1 && format[0] == '\\' && !escaped(format[1]).empty()) {
            out += escaped(format[1]);
            used = 2;
        } else {
            out += format[0];
        }
        format.remove_prefix(used);
    }
    return out;
}

}  // namespace tool
