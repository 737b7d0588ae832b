#pragma once

#include <memory>
#include <optional>
#include <string>

#include "03-static-server/document_root.hpp"
#include "03-static-server/handler.hpp"
#include "03-static-server/open_file.hpp"

namespace files {

// The handler that serves a directory: what http.server.SimpleHTTPRequestHandler does, and what it does not
// (conditions, ranges, no way out of the root).
//
//     auto site = std::make_shared<files::StaticFiles>("www", limits, executor);
//     dispatcher.on("GET", "/", files::handler_of(site));
class StaticFiles {
public:
    // Throws std::system_error when the directory cannot be opened. `executor`: see FileCache.
    StaticFiles(const std::string& root, const Limits& limits, asio::any_io_executor executor)
        : root_{root}, cache_{limits, std::move(executor)}, limits_{limits} {}

    // The answer to GET (or HEAD) of this target. Throws std::system_error when the server is short of descriptors.
    Answer answer(const http::Request& request, const http::Target& target);

private:
    Answer answer_file(const http::Request& request, std::shared_ptr<const OpenFile> file);

    // Step 3.5. A directory: its address ends with '/', its index.html stands for it, else its names are listed.
    Answer answer_directory(const http::Request& request, const http::Target& target, const Opened& directory);

    // A page of its names.
    Answer list_directory(const http::Target& target, const Opened& directory) const;

    // The answer that a directory's index.html gives; nothing if there is no such file. One that may not be read is 403:
    // listing the directory instead would show what its owner had hidden behind it.
    std::optional<Answer> index_answer(const http::Request& request, const std::string& directory_path);
    std::shared_ptr<const OpenFile> keep(const std::string& path, Opened opened);

    DocumentRoot root_;
    FileCache cache_;
    Limits limits_;
};

Handler handler_of(std::shared_ptr<StaticFiles> files);

}  // namespace files
