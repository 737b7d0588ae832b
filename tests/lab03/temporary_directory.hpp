#pragma once

#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace played {

// A directory of its own for a test, removed with all it holds at the end.
//
//     const TemporaryDirectory site;
//     site.write("cours/index.html", "<h1>Cours</h1>");   // makes cours/ too
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::string& path() const { return path_; }
    std::string path(std::string_view name) const { return path_ + "/" + std::string{name}; }

    // Each returns the whole path of what it makes, with the directories on the way.
    std::string write(std::string_view name, std::string_view content) const;
    std::string make_directory(std::string_view name) const;
    std::string link(std::string_view name, std::string_view target) const;  // a symbolic one
    std::string make_pipe(std::string_view name) const;
    std::string make_socket(std::string_view name) const;

    // Puts a new file in the place of `name`, at one stroke, as an editor or a deployment does.
    void replace(std::string_view name, std::string_view content) const;

    // Writes into the file that is there, and cuts it to this content. Again and again until the file bears another
    // change time: a clock that ticks every few milliseconds does not show two changes within one tick.
    void overwrite(std::string_view name, std::string_view content) const;

    // Opens a whole path for reading.
    static common::UniqueFd open(const std::string& path);

private:
    std::string path_;
};

}  // namespace played
