#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tool {

// The command line of https_client, as it was written: nothing is looked at yet, no file is read. plan.hpp makes sense
// of it. Options have the names and the meaning that they have in curl; the words are HTTPie's.
struct CommandLine {
    // One of -d, --data-raw…: they are put together in the order in which they were given.
    struct DataPiece {
        enum class Kind { text, raw, binary, encoded, json };
        Kind kind = Kind::text;
        std::string value;
    };

    std::vector<std::string> words;  // [METHOD] URL [ITEM…]

    std::string method;
    std::vector<std::string> headers;
    std::string user_agent;
    std::string referer;
    std::vector<DataPiece> data;
    bool data_in_query = false;
    std::vector<std::string> form;
    bool items_as_form = false;
    std::string upload;

    std::string user;
    std::string bearer;
    bool netrc = false;
    std::vector<std::string> cookies;
    std::string cookie_jar;

    std::string output;
    bool remote_name = false;
    std::string resume;
    std::string sha256;
    bool tus = false;
    std::string tus_resume;

    bool location = false;
    unsigned max_redirects = 30;
    bool fail = false;
    double max_time = 0;  // seconds, 0: not given
    double connect_timeout = 0;
    unsigned retry = 0;
    double retry_delay = 0;
    std::uint64_t max_filesize = 0;

    std::optional<std::string> proxy;
    std::optional<std::string> no_proxy;
    bool insecure = false;
    std::string ca_file;
    std::string certificate;
    std::string key;

    bool head = false;
    bool include = false;
    std::string dump_header;
    bool verbose = false;
    bool silent = false;
    bool show_error = false;
    std::string write_out;
    bool compressed = false;  // accepted for curl's sake: it is always on
    bool no_buffer = false;   // the same

    bool explain = false;
    bool show_secrets = false;
    std::string timeline;
    bool links = false;
    bool title = false;
};

// Tells CLI11 about all of them.
void declare(CLI::App& app, CommandLine& line);

}  // namespace tool
