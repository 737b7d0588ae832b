#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "04-cgi/multipart.hpp"
#include "06-security/service/intake.hpp"

namespace security {

// A body in multipart/form-data that brings one file (RFC 7578), piece by piece: its bytes go on as they come, to
// whoever takes them. A field « sha256 » before it says its checksum; other fields are dropped. All functions throw
// Refused: 400 (badly written, no file, two files, cut short), 413 (more than 1 MiB that is not the file).
class UploadBody {
public:
    using Take = std::function<void(std::string_view bytes)>;

    // Gives the bytes of the file to `take`. 400 if the type has no boundary.
    UploadBody(std::string_view content_type, Take take);

    void add(std::string_view bytes);

    // The body ends here. What was said of the file.
    Declared finish();

private:
    void read(std::string_view bytes);
    void use(const cgi::MultipartEvent& event);
    void begin_part(const cgi::PartHead& head);
    void add_data(std::string_view data);

    cgi::MultipartParser parser_;
    Take take_;
    std::string pending_;      // received, not yet read
    std::uint64_t beside_ = 0;  // bytes that are not the file's
    std::optional<Declared> declared_;
    enum class Part { file, checksum, other } part_ = Part::other;
    std::string checksum_;
};

}  // namespace security
