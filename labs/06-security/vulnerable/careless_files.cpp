#include "06-security/vulnerable/careless_files.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "03-static-server/listing.hpp"
#include "03-static-server/mime.hpp"

namespace vulnerable {
namespace {

namespace fs = std::filesystem;

bool is_asked_for(const files::Exchange& exchange) {
    return exchange.request.method == "GET" || exchange.request.method == "HEAD";
}

// Out of the root, and not out of the directory that is thrown away: this is a lesson, and the machine is somebody's.
bool is_ours(const fs::path& path, const std::string& root) {
    std::error_code ignored;
    const fs::path ours = fs::weakly_canonical(fs::path{root}.parent_path(), ignored);
    const fs::path relative = fs::weakly_canonical(path, ignored).lexically_relative(ours);
    return !relative.empty() && *relative.begin() != "..";
}

std::optional<files::Answer> file_at(const fs::path& path, const std::string& root) {
    std::error_code ignored;
    if (!is_ours(path, root) || !fs::is_regular_file(path, ignored)) return std::nullopt;
    std::ostringstream content;
    content << std::ifstream{path, std::ios::binary}.rdbuf();
    files::Answer answer;
    answer.fields.add("Content-Type", files::content_type(path.string()));
    answer.body = content.str();
    return answer;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

}  // namespace

void hide_dots(Head& head) {
    if (head.empty()) return;
    const std::size_t begin = head[0].find(' ') + 1;
    const std::size_t end = std::min(head[0].find_first_of(" ?", begin), head[0].size());
    std::string path = replace_all(head[0].substr(begin, end - begin), "%", "%25");
    head[0].replace(begin, end - begin, replace_all(std::move(path), "..", "%252e%252e"));
}

// Decodes what lab 02 has left, and joins.
std::optional<files::Answer> follow_dots(const files::Exchange& exchange, const Premises& premises) {
    const auto path = http::percent_decode(exchange.target.path);
    if (!is_asked_for(exchange) || !path || path->find("..") == std::string::npos) return std::nullopt;
    return file_at(premises.root + *path, premises.root);
}

std::optional<files::Answer> follow_link(const files::Exchange& exchange, const Premises& premises) {
    const fs::path path = premises.root + exchange.target.path;
    std::error_code ignored;
    if (!is_asked_for(exchange) || !fs::is_symlink(path, ignored)) return std::nullopt;
    return file_at(path, premises.root);
}

std::optional<files::Answer> show_hidden(const files::Exchange& exchange, const Premises& premises) {
    const fs::path path = premises.root + exchange.target.path;
    if (!is_asked_for(exchange) || !path.filename().string().starts_with('.')) return std::nullopt;
    return file_at(path, premises.root);
}

std::optional<files::Answer> list_folder(const files::Exchange& exchange, const Premises& premises) {
    const fs::path path = premises.root + exchange.target.path;
    std::error_code ignored;
    const bool is_folder = exchange.target.path.ends_with('/') && fs::is_directory(path, ignored);
    if (!is_asked_for(exchange) || !is_folder || fs::exists(path / "index.html", ignored)) return std::nullopt;
    files::Listing listing;
    for (const auto& entry : fs::directory_iterator{path, ignored}) {
        const std::string name = entry.path().filename().string();
        listing.entries.push_back({.name = name, .is_directory = entry.is_directory(ignored)});
    }
    files::Answer answer;
    answer.fields.add("Content-Type", "text/html; charset=utf-8");
    answer.body = files::render_listing(exchange.target.path, std::move(listing), {});
    return answer;
}

}  // namespace vulnerable
