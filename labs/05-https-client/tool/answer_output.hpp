#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace tool {

// Where the answer goes: a file, standard output as it is, or a terminal, made safe. Every failure to write is a
// Failure with curl's status 23.
class AnswerOutput {
public:
    // `path`: empty is standard output. The file is opened at the first byte, or by open(): an answer that never comes
    // leaves the old file as it is. `append`: goes on at its end.
    explicit AnswerOutput(std::string path, bool append = false);

    void open();

    // The type of what follows, which says how a terminal shows it.
    void begin(std::string_view content_type);

    void write(std::string_view bytes);

    // Bytes that are safe already, or heads of messages: written at once.
    void write_text(std::string_view text);

    // What was kept back for a terminal is written.
    void finish();

    bool is_terminal() const { return terminal_; }

private:
    void write_all(std::string_view bytes);
    void write_to_terminal(std::string_view bytes);

    std::string path_;
    bool append_ = false;
    bool terminal_ = false;
    bool whole_ = false;     // the body is kept until its end
    bool began_ = false;     // something of the body was written
    std::string type_;
    std::string kept_;       // of the body: all of it, or the beginning of a character
    char last_ = '\n';       // of what was written to a terminal
    common::UniqueFd file_;
};

}  // namespace tool
