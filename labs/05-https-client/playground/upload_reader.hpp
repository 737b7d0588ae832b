#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "04-cgi/multipart.hpp"
#include "05-https-client/playground/answers.hpp"
#include "05-https-client/playground/digest.hpp"

namespace playground {

// Reads an upload as it comes, and keeps of each file its size and its digest: enough for the client to know that it
// has arrived whole. A file of a gigabyte takes no more memory than a small one, and no disk.
//
// A body in multipart/form-data holds files and values; any other body is itself the file.
class UploadReader {
public:
    // Both throw Refused if the body cannot be read.
    explicit UploadReader(std::string_view content_type);
    void add(std::string_view bytes);

    // The body ends here: {"files": […], "form": {…}, "bytes": …}.
    Json finish();

private:
    void read_events();
    void take(const cgi::MultipartEvent& event);
    void begin_part(const cgi::PartHead& head);
    void add_data(std::string_view data);
    void end_part();
    void begin_file(Json about);
    void end_file();

    std::optional<cgi::MultipartParser> parser_;
    std::string pending_;  // received, not yet read
    std::uint64_t bytes_ = 0;

    Json files_ = Json::array();
    Json form_ = Json::object();
    std::size_t form_bytes_ = 0;

    // The part that is coming in: a file, or a value.
    std::optional<Digest> digest_;
    std::uint64_t file_bytes_ = 0;
    std::string name_;
    std::string value_;
};

}  // namespace playground
