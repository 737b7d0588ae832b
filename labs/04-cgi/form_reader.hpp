#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "02-http-message/parsed.hpp"
#include "04-cgi/form_content.hpp"
#include "04-cgi/form_limits.hpp"
#include "04-cgi/form_text.hpp"
#include "04-cgi/multipart.hpp"
#include "04-cgi/part_head.hpp"
#include "04-cgi/urlencoded.hpp"

namespace cgi {

// One field or file of a form, as sent: head and content are bytes in the charset of the form.
struct FormPart {
    PartHead head;
    FormContent content;

    bool is_file() const { return head.file_name.has_value(); }
};

// Collects the parts of a form from its body, urlencoded or multipart/form-data, as the bytes come. The memory it
// takes is bounded by the limits, however long the body is: values stay in memory, the contents of files go to a
// temporary file.
//
//     cgi::FormReader reader{"multipart/form-data; boundary=limite", limits};
//     while (bytes come) if (!reader.add(bytes)) break;
//     if (reader.finish()) use(reader.parts()); else explain(*reader.rejection());
class FormReader {
public:
    // A content type that is neither is rejected with 415, a boundary that cannot be one with 400; both at offset 0.
    FormReader(std::string_view content_type, const FormLimits& limits);

    // The next bytes of the body. False once the form is rejected. Throws std::system_error if the temporary file
    // fails.
    bool add(std::string_view bytes);

    // The body ends here. False if the form is rejected.
    bool finish();

    // Why the form is rejected, and at which byte of the body; nothing as long as it is not.
    const std::optional<http::Rejected>& rejection() const { return rejection_; }

    // The parts that came to their end.
    std::vector<FormPart>& parts() { return parts_; }

private:
    void read_available(bool is_last);
    std::size_t next_used(std::string_view bytes, bool is_last);
    std::size_t next_event(MultipartParser& parser, std::string_view bytes, bool is_last);
    std::size_t next_pair(UrlencodedParser& parser, std::string_view bytes, bool is_last);

    void begin_part(PartHead head);
    void add_data(std::string_view data);
    void add_file_data(std::string_view data);
    bool take_room(std::uint64_t& used, std::uint64_t size, std::uint64_t limit, std::string_view reason);
    void reject(http::Rejected rejection);

    FormLimits limits_;
    std::variant<std::monostate, MultipartParser, UrlencodedParser> parser_;
    std::string pending_;               // received, not used yet
    std::uint64_t received_ = 0;        // bytes of the body
    std::uint64_t used_ = 0;            // of those
    std::uint64_t memory_used_ = 0;     // names and values
    std::uint64_t file_bytes_ = 0;      // contents of files
    std::uint64_t file_memory_ = 0;     // of those, kept in memory
    std::shared_ptr<TemporaryFile> file_;
    std::optional<FormPart> part_;      // begun, not ended
    std::vector<FormPart> parts_;
    std::optional<http::Rejected> rejection_;
};

// The charset of these parts: what the first value named « _charset_ » says (RFC 7578 §4.6), UTF-8 if there is none.
Charset form_charset(const std::vector<FormPart>& parts);

}  // namespace cgi
