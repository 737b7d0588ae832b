#pragma once

#include <asio/awaitable.hpp>
#include <memory>
#include <string>

#include "03-static-server/answer.hpp"
#include "04-cgi/run.hpp"
#include "04-cgi/script_path.hpp"

namespace cgi {

// What a script has answered, as the gateway passes it on. Given, not an exercise: parse_script_head() is.
struct Reply {
    files::Answer answer;             // a StreamBody, which finishes the run, or an error
    std::string local_redirect = {};  // where to, "/path?query"; empty: there is none
};

// Reads the head of what the script says. One that is missing, wrong or late gives 502 or 504, and a line in the error
// log. A script whose name begins with "nph-" writes the whole answer, head included (« non-parsed header », RFC 3875
// §5): not a byte of it is changed. `head_only`: the request is HEAD, and such a script's body is left out.
asio::awaitable<Reply> read_reply(std::shared_ptr<Run> run, const ScriptPath& script, bool head_only);

}  // namespace cgi
