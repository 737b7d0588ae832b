#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "01-tcp/recording.hpp"

namespace tcp {

// A sequence diagram kept up to date in a file: written at once (so that a wrong path is found at the start), again
// each time a connection closes, and by write(). A reader never sees half a page: each is written beside and then
// renamed.
class DiagramFile : public Observer {
public:
    // Throws std::system_error when the file cannot be written.
    DiagramFile(std::string path, Conversation about, std::chrono::steady_clock::time_point start);

    // Records; a file that cannot be written any more is tried again at the next closing.
    void on_event(const Event& event) override;

    // Throws std::system_error when the file cannot be written.
    void write();

private:
    std::string path_;
    Recording recording_;
    std::mutex writing_;
};

}  // namespace tcp
