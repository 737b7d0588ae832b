#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "05-https-client/source_file.hpp"
#include "05-https-client/tries.hpp"
#include "05-https-client/tus.hpp"
#include "05-https-client/tus_answer.hpp"

namespace client {

// One upload, over as many requests as it takes.
class PiecewiseUpload {
public:
    // Throws std::system_error when the file cannot be opened. `session` and `wanted` must outlive the upload.
    PiecewiseUpload(Session& session, const TusUpload& wanted, const Options& options);

    // Where the upload stands: begun before, or created now, at this address.
    void resume(std::string_view url, std::string_view upload);
    std::string create(std::string_view url);

    // Sends all that is missing.
    TusUploaded run();

private:
    // `all`: the options of the session too.
    PiecewiseUpload(Session& session, const TusUpload& wanted, const Options& options, const Options& all);

    Options options_of_one(const Pairs& fields) const;
    Response request(std::string_view method, const Options& options);
    void ask_server(std::string_view url);
    void go_to(const Url& asked, Url upload);
    std::uint64_t ask_offset(std::uint64_t reached);
    std::uint64_t send_piece(std::uint64_t offset);
    std::string checksum_of(std::uint64_t offset, std::uint64_t length) const;
    ProgressFunction progress_from(std::uint64_t offset);

    Session& session_;
    const TusUpload& wanted_;
    ProgressFunction told_;
    Options options_;
    Timeouts timeouts_;
    std::shared_ptr<const SourceFile> file_;
    Tries tries_;
    std::uint64_t piece_bytes_;
    TusServer server_;
    Url upload_;
    std::optional<std::uint64_t> offset_ = {};  // how far the server has got; nothing: it must be asked
    std::chrono::milliseconds last_told_{-1'000};
};

}  // namespace client
