#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "03-static-server/dispatcher.hpp"
#include "03-static-server/static_files.hpp"
#include "04-cgi/gateway.hpp"

namespace cgi {

// A site of files and scripts: everything that cgi_server serves, behind one handler.
//
// Whether a path is run or shown must not depend on how it is written. So slashes are merged before anyone looks at it,
// and a directory of scripts that can also be reached as a directory of files is refused from the start.
struct SiteOptions {
    std::string root = ".";              // ordinary files
    std::vector<std::string> cgi_bins;   // directories of scripts, all of them at /cgi-bin/, the first one first
    std::string cgi_prefix;              // "/" or "/outils/": below it, each executable file of the root is a script
    std::vector<std::pair<std::string, std::string>> interpreters;  // ".py", "/usr/bin/python3": see ScriptDirectory
    files::Limits files;
    Limits scripts;
    std::shared_ptr<const ServerFacts> server;  // complete before the first request
    std::shared_ptr<const ServerFacts> secure_server = {};  // see GatewayOptions
    std::function<void(std::string_view)> log;  // the error log of the scripts
};

// Is everything in order? Throws common::WrongUsage, in French, when a directory of scripts lies within the root but
// not at ROOT/cgi-bin, or the root within it, or when the prefix does not begin and end with '/'.
void check(const SiteOptions& options);

// The site as one thread serves it.
//
// Where a request goes: Site::answer() → Dispatcher::handle() → Gateway::answer() or StaticFiles::answer().
class Site {
public:
    // Throws std::system_error when a directory cannot be opened. The executor is that of the thread's event loop,
    // which must end before the site does.
    Site(const SiteOptions& options, asio::any_io_executor executor);
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    asio::awaitable<files::Answer> answer(files::Exchange& exchange);

private:
    bool could_show_scripts(std::string_view path) const;

    files::StaticFiles files_;
    files::Dispatcher ordinary_;  // answers for the files alone
    Gateway gateway_;
    files::Dispatcher dispatcher_;
    bool has_scripts_mount_;
    std::string prefix_;
};

// A site of its own for each thread: what files::Server asks for.
files::Handler make_site(const SiteOptions& options, asio::any_io_executor executor);

// The absolute path of a program: of this name, as the shell finds it in `path`, or at this place if the name has a '/'.
// Empty if there is none that may be executed.
std::string find_program(const std::string& name, const std::string& path);

}  // namespace cgi
