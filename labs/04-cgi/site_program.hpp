#pragma once

#include <string>
#include <vector>

#include "03-static-server/server_program.hpp"
#include "04-cgi/site.hpp"

namespace cgi {

// What the programs that serve files and scripts have in common: cgi_server, and https_server of lab 05. Their options,
// and the site that these describe. Given, not an exercise.
struct SiteProgram {
    files::ServerProgram server;
    SiteOptions site;
    bool pass_authorization = false;
    std::vector<std::string> interpreters;  // ".py=python3"
};

// Adds those of every server, --cgi-bin, --cgi-prefix, --interpreter, --pass-authorization and --max-scripts.
void declare_options(CLI::App& app, SiteProgram& program);

// Serves until SIGINT or SIGTERM; returns the exit status. Scripts are told through which port they were asked for, and
// whether it is a secure one. Throws common::WrongUsage when the options do not go together, std::runtime_error and
// std::system_error when something named is not there, or when it cannot listen.
int serve(SiteProgram program);

}  // namespace cgi
