#include "04-cgi/script_path.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <filesystem>

#include "03-static-server/mime.hpp"
#include "common/not_implemented.hpp"

namespace cgi {

std::vector<std::string_view> path_prefixes(std::string_view path) {
    // À écrire : chaque barre oblique, sauf la première, termine un début du chemin (elle n'en fait pas partie) ; le
    // chemin entier est le dernier. « /a/b » donne « /a » et « /a/b » ; « / » ne donne que « / ». Ne copiez rien : ce
    // sont des vues.
    // BEGIN SOLUTION 4.1
    assert(path.starts_with('/'));
    std::vector<std::string_view> prefixes;
    for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        prefixes.push_back(path.substr(0, slash));
    }
    prefixes.push_back(path);
    return prefixes;
    // END SOLUTION
}

std::string merge_slashes(std::string_view path) {
    // À écrire : copiez le chemin sans les barres obliques qui en suivent immédiatement une autre.
    // BEGIN SOLUTION 4.1
    std::string merged;
    merged.reserve(path.size());
    for (char c : path) {
        if (c != '/' || !merged.ends_with('/')) merged += c;
    }
    return merged;
    // END SOLUTION
}

namespace {

Located of_kind(Located::Kind kind) {
    Located located;
    located.kind = kind;
    return located;
}

// Does the file begin with these bytes?
bool begins_with(const files::Opened& opened, std::string_view bytes) {
    std::array<char, 4> beginning{};
    assert(bytes.size() <= beginning.size());
    const ssize_t count = ::pread(opened.fd.get(), beginning.data(), bytes.size(), 0);
    return count >= 0 && std::string_view{beginning.data(), static_cast<std::size_t>(count)} == bytes;
}

bool has_interpreter_line(const files::Opened& opened) {
    return begins_with(opened, "#!");
}

// Can the kernel run it, once it is executable: a text that names its interpreter, or a compiled program?
bool is_runnable(const files::Opened& opened) {
    return has_interpreter_line(opened) || begins_with(opened, "\x7f" "ELF");
}

// May this server's user execute it? On a file system mounted "noexec", nobody may.
bool is_executable(const std::string& file) {
    return ::faccessat(AT_FDCWD, file.c_str(), X_OK, AT_EACCESS) == 0;
}

// Is this the text of a program, as its name says, written in a language that scripts are written in?
bool has_script_extension(std::string_view file) {
    constexpr std::string_view extensions[] = {".cgi", ".py",   ".pyc", ".pl", ".pm",
                                               ".sh",  ".bash", ".php", ".rb", ".lua"};
    return std::any_of(std::begin(extensions), std::end(extensions),
                       [file](std::string_view extension) { return file.ends_with(extension); });
}

bool has_document_extension(std::string_view file) {
    return files::content_type(file.substr(file.rfind('/') + 1)) != "application/octet-stream";
}

}  // namespace

ScriptDirectory::ScriptDirectory(const std::string& directory, std::string mount, Tree tree)
    : root_{directory}, real_path_{std::filesystem::canonical(directory)}, mount_{std::move(mount)}, tree_{tree} {
    assert(mount_.starts_with('/') && mount_.ends_with('/'));
    if (real_path_ == "/") real_path_.clear();
}

void ScriptDirectory::add_interpreter(std::string extension, std::string program) {
    interpreters_.emplace_back(std::move(extension), std::move(program));
}

std::string ScriptDirectory::interpreter_of(std::string_view file) const {
    const auto found = std::find_if(interpreters_.begin(), interpreters_.end(),
                                    [file](const auto& entry) { return file.ends_with(entry.first); });
    return found == interpreters_.end() ? std::string{} : found->second;
}

bool ScriptDirectory::may_be_shown(const files::Opened& opened, const std::string& file, bool executable) const {
    if (tree_ == Tree::scripts || has_script_extension(file)) return false;
    if (executable) return has_document_extension(file) && !is_runnable(opened);
    return !has_interpreter_line(opened);
}

Located ScriptDirectory::judge(const files::Opened& opened, ScriptPath script) const {
    Located located = of_kind(Located::Kind::script);
    located.script = std::move(script);
    const std::string& file = located.script.file;
    const bool executable = is_executable(file);
    const bool chooses_itself = executable && has_interpreter_line(opened);
    if (!chooses_itself) located.interpreter = interpreter_of(file);
    if (chooses_itself || !located.interpreter.empty()) return located;
    if (may_be_shown(opened, file, executable)) return of_kind(Located::Kind::not_script);
    if (!executable) located.kind = Located::Kind::not_executable;
    return located;
}

// Whoever serves ordinary files answers for a directory with its index.html, which must be no script, or with the names
// in it: those of scripts are nobody's business.
Located ScriptDirectory::judge_directory(std::string_view mount_point, std::string_view below) const {
    if (tree_ == Tree::scripts) return of_kind(Located::Kind::not_found);
    if (!below.ends_with('/')) return of_kind(Located::Kind::not_script);
    const std::string index = std::string{below} + "index.html";
    const files::Opened opened = root_.open(index);
    if (opened.kind != files::Opened::Kind::file) return of_kind(Located::Kind::not_script);
    return judge(opened, {real_path_ + index, std::string{mount_point} + index, {}});
}

Located ScriptDirectory::locate(std::string_view path) const {
    if (!path.starts_with(mount_)) return of_kind(Located::Kind::not_found);
    const std::size_t slash = mount_.size() - 1;
    return locate_below(path.substr(0, slash), path.substr(slash));
}

Located ScriptDirectory::locate_below(std::string_view mount_point, std::string_view below) const {
    // À écrire : ouvrez (root_.open) chaque début de `below`, du plus court au plus long, tant que ce sont des
    // répertoires. Un fichier : c'est le script, et judge() dit quoi en faire ; son ScriptPath a pour file real_path_
    // suivi de ce début, pour script_name mount_point suivi de ce début, pour path_info ce qui suit dans `below`. Ni
    // fichier ni répertoire : of_kind(not_found) ou of_kind(forbidden). Rien que des répertoires : judge_directory().
    // BEGIN SOLUTION 4.1
    for (std::string_view prefix : path_prefixes(below)) {
        const files::Opened opened = root_.open(prefix);
        switch (opened.kind) {
        case files::Opened::Kind::directory: break;
        case files::Opened::Kind::not_found: return of_kind(Located::Kind::not_found);
        case files::Opened::Kind::forbidden: return of_kind(Located::Kind::forbidden);
        case files::Opened::Kind::file:
            return judge(opened, {real_path_ + std::string{prefix}, std::string{mount_point}.append(prefix),
                                  std::string{below.substr(prefix.size())}});
        }
    }
    return judge_directory(mount_point, below);
    // END SOLUTION
}

}  // namespace cgi
