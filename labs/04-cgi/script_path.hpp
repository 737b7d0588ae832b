#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "03-static-server/document_root.hpp"

namespace cgi {

// Step 4.1. Which part of a path is the script, and what is left for it (RFC 3875 §3.3):
//
//     /cgi-bin/agenda.py/2024/mai   →  script_name "/cgi-bin/agenda.py", path_info "/2024/mai"
//
// The path alone does not tell: "agenda.py" could be a directory. So the tree is asked, name after name, until a file
// is found.
struct ScriptPath {
    std::string file;         // where the script is, an absolute path of this machine: "/srv/cgi-bin/agenda.py"
    std::string script_name;  // the decoded path that leads to it: "/cgi-bin/agenda.py"
    std::string path_info;    // what follows, "" or something that begins with '/': "/2024/mai"
};

// The places where a path of several names can be cut, shortest first: "/a/b/" gives "/a", "/a/b", "/a/b/".
// Only a slash separates; the path must begin with one.
std::vector<std::string_view> path_prefixes(std::string_view path);

// Several slashes in a row are one: "//cgi-bin//x" is "/cgi-bin/x" for the kernel, and so it must be for whoever decides
// between running a file and showing it.
std::string merge_slashes(std::string_view path);

// What is found under a path.
struct Located {
    enum class Kind {
        script,          // run it
        not_executable,  // a file that this server's user may not execute
        not_script,      // a directory, or (ScriptDirectory::accept) a file that is none of the gateway's business
        not_found,
        forbidden,       // outside the directory, or unreadable
    };
    Kind kind = Kind::not_found;
    ScriptPath script;        // for script and not_executable
    std::string interpreter;  // for script: the program that is given the file; empty: the file is executed itself
};

// A directory of scripts, and the path it is mounted at.
//
//     cgi::ScriptDirectory scripts{"/srv/cgi-bin", "/cgi-bin/"};
//     scripts.locate("/cgi-bin/agenda.py/2024");
class ScriptDirectory {
public:
    // `mount` begins and ends with '/'. Throws std::system_error when the directory cannot be opened.
    ScriptDirectory(const std::string& directory, std::string mount);

    // Files of this extension (".py") need not be executable: they are given to this program.
    void add_interpreter(std::string extension, std::string program);

    // The script that this path (decoded, slashes merged, below the mount) leads to. Looks at the file system; throws
    // std::system_error when there is no descriptor left for that.
    Located locate(std::string_view path) const;

    const std::string& mount() const { return mount_; }

private:
    // What to do with a file that was found.
    Located judge(const files::Opened& opened, ScriptPath script) const;
    std::string interpreter_of(std::string_view name) const;

    files::DocumentRoot root_;
    std::string real_path_;  // absolute, without a slash at its end
    std::string mount_;
    std::vector<std::pair<std::string, std::string>> interpreters_;
};

}  // namespace cgi
