#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "04-cgi/site.hpp"
#include "lab03/running_server.hpp"
#include "lab03/temporary_directory.hpp"

namespace played {

// Limits for scripts of tests: those that must end are asked to soon; what must happen has its time on a busy machine.
cgi::Limits script_limits();

struct GatewaySetup {
    cgi::Limits scripts = script_limits();
    files::Limits files = short_limits();
    std::string prefix = {};  // not empty: no cgi-bin, but scripts in the root, below this
};

// A site of files and scripts in this process, on a free port of loopback.
//
//     RunningGateway gateway;
//     gateway.script("heure", "printf 'Content-Type: text/plain\\n\\n'; date");
//     gateway.ask(lesson, get("/cgi-bin/heure"));
class RunningGateway {
public:
    explicit RunningGateway(GatewaySetup setup = {});
    RunningGateway(const RunningGateway&) = delete;
    RunningGateway& operator=(const RunningGateway&) = delete;

    // cgi-bin/ and www/ are in it.
    const TemporaryDirectory& directory() const { return directory_; }

    // An executable file in cgi-bin/ (or elsewhere: "../www/x") for /bin/sh. To be written before it is asked for, and
    // not while others start.
    void script(std::string_view name, std::string_view words) const;

    common::UniqueFd connect(peers::Buffers buffers = peers::Buffers::normal) const;

    // Sends the request on a connection of its own and receives one answer, which is described to the reader along with
    // the error log.
    Received ask(support::Lesson& lesson, std::string_view request, const std::string& method = "GET");

    // The same, to the end of the connection, as it came; "(RST)" at its end: the connection was broken.
    std::string ask_to_end(support::Lesson& lesson, std::string_view request);

    // Tells the reader what the scripts and the server have complained of.
    void describe(support::Lesson& lesson);

    // The error log of the scripts, and what the server has reported of itself: lines, each with its end.
    std::string log();
    std::string failures();

    // Waits until the error log contains this.
    void expect_logged(support::Lesson& lesson, std::string_view part);

    // Ends the server, with all its scripts.
    void stop() { server_->stop(); }

private:
    cgi::SiteOptions site_options(const GatewaySetup& setup);
    void add_line(std::string& text, std::string_view line);

    TemporaryDirectory directory_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string log_;
    std::string failures_;
    std::unique_ptr<files::Server> server_;
};

// "GET path HTTP/1.1", with fields that end with CRLF each.
std::string get(std::string_view path, std::string_view fields = "");
std::string post(std::string_view path, std::string_view body, std::string_view fields = "");

// A named pipe in the directory of a gateway. A script there says « echo mot > ../nom », or waits by « read mot <
// ../nom ».
class Mailbox {
public:
    Mailbox(RunningGateway& gateway, std::string_view name);

    // The next line a script has written here. Throws std::runtime_error when none comes, or the server has failed.
    std::string receive();

    // One line for the script that waits for it.
    void send(std::string_view line);

private:
    void wait();

    RunningGateway& gateway_;
    common::UniqueFd pipe_;
    std::string received_;
};

// Does this process end within the patience of the tests?
bool ends(pid_t process);

}  // namespace played
