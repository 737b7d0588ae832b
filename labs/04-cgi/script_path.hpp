#pragma once

#include <string>
#include <string_view>
#include <utility>
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

// The places where a path of several names can be cut, shortest first: "/a/b/" gives "/a", "/a/b", "/a/b/"; "/" gives
// "/". Only a slash separates; the path must begin with one. The views are into `path`.
std::vector<std::string_view> path_prefixes(std::string_view path);

// Several slashes in a row are one: "//cgi-bin//x" is "/cgi-bin/x" for the kernel, and so it must be for whoever
// decides between running a file and showing it.
std::string merge_slashes(std::string_view path);

// What is found under a path.
struct Located {
    enum class Kind {
        script,          // run it
        not_executable,  // a file that this server's user may not execute, and that nobody may be shown either
        not_script,      // (Tree::mixed) a directory or an ordinary file: none of the gateway's business
        not_found,
        forbidden,       // outside the directory, or unreadable
    };
    Kind kind = Kind::not_found;
    ScriptPath script;        // for script and not_executable
    std::string interpreter;  // for script: the program that is given the file; empty: the file is executed itself
};

// What a directory holds. The text of a script may hold a password, and shows where its flaws are: it must never be
// taken for an ordinary file.
enum class Tree {
    scripts,  // scripts and what they need: nothing in it is shown, a file that is not executable is a mistake
    mixed,    // a site with scripts in it: what is neither executable nor a script's text is an ordinary file
};

// A directory of scripts, and the path it is mounted at.
//
//     cgi::ScriptDirectory scripts{"/srv/cgi-bin", "/cgi-bin/"};
//     scripts.locate("/cgi-bin/agenda.py/2024");
class ScriptDirectory {
public:
    // `mount` begins and ends with '/'. Throws std::system_error when the directory cannot be opened.
    ScriptDirectory(const std::string& directory, std::string mount, Tree tree = Tree::scripts);

    // Files of this extension (".py") need neither be executable nor begin with "#!": they are given to this program,
    // an absolute path. Those that are executable and begin with "#!" have chosen theirs. The first program added for
    // an extension is the one.
    void add_interpreter(std::string extension, std::string program);

    // The script that this path (decoded, without dot segments, slashes merged) leads to; not_found for one that is not
    // below the mount. A directory is not_found too, unless the tree is mixed: a path that ends with its '/' then leads
    // to the index.html in it, if that is a script, which would be shown otherwise. Looks no further than the first
    // name that is not a directory. Throws std::system_error when there is no descriptor left for that.
    //
    // A script must be readable too. With Tree::mixed, an ordinary file is one that is not executable, does not begin
    // with "#!" and has not the extension of a script; nor is an executable file a script when its extension says that
    // it is an image or a page and the kernel could not run it: some file systems hold every file to be executable.
    Located locate(std::string_view path) const;

    const std::string& mount() const { return mount_; }

private:
    // The path of locate() in two: "/cgi-bin" and "/agenda.py/2024/mai".
    Located locate_below(std::string_view mount_point, std::string_view below) const;

    // What to do with a file that was found.
    Located judge(const files::Opened& opened, ScriptPath script) const;
    Located judge_directory(std::string_view mount_point, std::string_view below) const;
    bool may_be_shown(const files::Opened& opened, const std::string& file, bool executable) const;
    std::string interpreter_of(std::string_view file) const;

    files::DocumentRoot root_;
    std::string real_path_;  // absolute, without a slash at its end: "" for "/"
    std::string mount_;
    Tree tree_;
    std::vector<std::pair<std::string, std::string>> interpreters_;
};

}  // namespace cgi
