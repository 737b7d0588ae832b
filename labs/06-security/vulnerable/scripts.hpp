#pragma once

#include <string>

#include "03-static-server/dispatcher.hpp"

namespace vulnerable {

// Two scripts as lab 04 would run them, played by this process: nothing is ever executed, so that a flaw of a script
// can be opened on any machine.
//
//     /cgi-bin/environnement     prints the environment that lab 04's gateway would give to a script
//     /cgi-bin/recherche?q=mot   prints the lines of a small text that hold the word
struct CarelessScripts {
    bool makes_proxy_variable = false;      // Proxy becomes HTTP_PROXY, like any other field
    bool inherits_environment = false;      // the script gets the server's own variables too
    bool passes_word_to_shell = false;      // the word becomes part of a command line
};

// `secret`: what the server's own environment holds of value.
void add_scripts(files::Dispatcher& site, const CarelessScripts& careless, const std::string& secret);

}  // namespace vulnerable
