#include "04-cgi/site.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/program.hpp"

namespace cgi {
namespace {

constexpr std::string_view scripts_mount = "/cgi-bin/";

// What a script may be asked; OPTIONS and unknown methods are the dispatcher's business.
constexpr std::array<const char*, 5> script_methods{"GET", "POST", "PUT", "DELETE", "PATCH"};

// Does the path lead to this mount, but for the case of letters? On a disk that makes no difference between them,
// "/CGI-BIN/x" would be an ordinary file of the root.
bool resembles(std::string_view path, std::string_view mount) {
    const std::string_view name = mount.substr(0, mount.size() - 1);
    const std::string_view beginning = path.substr(0, name.size());
    if (beginning == name || !http::equal_ignoring_case(beginning, name)) return false;
    return path.size() == name.size() || path[name.size()] == '/';
}

bool is_within(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    const std::filesystem::path relative = inner.lexically_relative(outer);
    return !relative.empty() && *relative.begin() != "..";
}

std::vector<ScriptDirectory> script_directories(const SiteOptions& options) {
    std::vector<ScriptDirectory> directories;
    for (const std::string& directory : options.cgi_bins) {
        directories.emplace_back(directory, std::string{scripts_mount});
    }
    if (!options.cgi_prefix.empty()) {
        directories.emplace_back(options.root + options.cgi_prefix, options.cgi_prefix, Tree::mixed);
    }
    for (ScriptDirectory& directory : directories) {
        for (const auto& [extension, program] : options.interpreters) directory.add_interpreter(extension, program);
    }
    return directories;
}

bool is_program(const std::string& file) {
    std::error_code error;
    return std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

void check(const SiteOptions& options) {
    const std::string& prefix = options.cgi_prefix;
    if (!prefix.empty() && !(prefix.starts_with('/') && prefix.ends_with('/'))) {
        throw common::WrongUsage{"le préfixe « " + prefix + " » doit commencer et finir par « / »"};
    }
    const std::filesystem::path root = std::filesystem::weakly_canonical(options.root);
    for (const std::string& directory : options.cgi_bins) {
        const std::filesystem::path scripts = std::filesystem::weakly_canonical(directory);
        if (is_within(root, scripts) || (is_within(scripts, root) && scripts != root / "cgi-bin")) {
            throw common::WrongUsage{"le répertoire de scripts « " + directory + " » est dans la racine « " +
                                     options.root + " » : le texte des scripts s'y lirait comme celui des autres "
                                     "fichiers. Placez-le ailleurs, ou nommez-le cgi-bin"};
        }
    }
}

Site::Site(const SiteOptions& options, asio::any_io_executor executor)
    : files_{options.root, options.files, executor},
      gateway_{executor, {.directories = script_directories(options),
                          .server = options.server,
                          .secure_server = options.secure_server,
                          .limits = options.scripts,
                          .log = options.log,
                          .ordinary = [this](files::Exchange& exchange) { return ordinary_.handle(exchange); },
                          .everything = [this](files::Exchange& exchange) { return answer(exchange); }}},
      has_scripts_mount_{!options.cgi_bins.empty()},
      prefix_{options.cgi_prefix} {
    const files::Handler file = [this](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        co_return files_.answer(exchange.request, exchange.target);
    };
    const files::Handler script = [this](files::Exchange& exchange) { return gateway_.answer(exchange); };
    ordinary_.on("GET", "/", file);
    if (options.cgi_prefix != "/") dispatcher_.on("GET", "/", file);
    for (const char* method : script_methods) {
        if (has_scripts_mount_) dispatcher_.on(method, std::string{scripts_mount}, script);
        if (!options.cgi_prefix.empty()) dispatcher_.on(method, options.cgi_prefix, script);
    }
}

// A path that is none of the gateway's, but would show as a file what it runs.
bool Site::could_show_scripts(std::string_view path) const {
    if (!prefix_.empty() && resembles(path, prefix_)) return true;
    const std::string_view without_slash = scripts_mount.substr(0, scripts_mount.size() - 1);
    return has_scripts_mount_ && (path == without_slash || resembles(path, scripts_mount));
}

asio::awaitable<files::Answer> Site::answer(files::Exchange& exchange) {
    http::Target target = exchange.target;
    // Only where there is something to merge: files are served before step 4.1 is written.
    if (target.path.find("//") != std::string::npos) target.path = merge_slashes(target.path);
    if (could_show_scripts(target.path)) co_return files::error_answer(404);
    files::Exchange merged{exchange.request,   target,          exchange.body,     exchange.peer,
                           exchange.peer_port, exchange.stream, exchange.redirects};
    co_return co_await dispatcher_.handle(merged);
}

files::Handler make_site(const SiteOptions& options, asio::any_io_executor executor) {
    auto site = std::make_shared<Site>(options, std::move(executor));
    return [site](files::Exchange& exchange) { return site->answer(exchange); };
}

std::string find_program(const std::string& name, const std::string& path) {
    if (name.find('/') != std::string::npos) return is_program(name) ? std::filesystem::absolute(name).string() : "";
    std::size_t begin = 0;
    while (begin <= path.size()) {
        const std::size_t end = std::min(path.find(':', begin), path.size());
        const std::string file = path.substr(begin, end - begin) + "/" + name;
        if (file.front() == '/' && is_program(file)) return file;
        begin = end + 1;
    }
    return {};
}

}  // namespace cgi
