#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "03-static-server/server.hpp"
#include "common/unique_fd.hpp"
#include "lab01/peers.hpp"
#include "lab03/conversation.hpp"

namespace played {

// Limits for tests against the real clock: short, but not so short that a busy machine reaches them by itself.
files::Limits short_limits();

// A server of the lab in this process, on a free port of loopback.
class RunningServer {
public:
    explicit RunningServer(files::Handler handler, files::Limits limits = short_limits(), unsigned threads = 1,
                           std::string access_log = "none");

    files::Server& server() { return *server_; }
    common::UniqueFd connect(peers::Buffers buffers = peers::Buffers::normal) const;

    // What the server has reported of itself, joined by " | ".
    std::string failures();
    void expect_no_failure(support::Lesson& lesson) { lesson.expect("les échecs internes du serveur", failures(), ""); }

private:
    std::mutex mutex_;
    std::vector<std::string> failures_;
    std::unique_ptr<files::Server> server_;
};

// Reads one answer from a connection. A status of 0: there was none, and the body says what came instead.
Received receive_answer(int socket, const std::string& method = "GET");

// A handler that sends the first bytes of this file, straight from the disk.
files::Handler answer_with_file(const std::string& path, std::uint64_t size);

}  // namespace played
