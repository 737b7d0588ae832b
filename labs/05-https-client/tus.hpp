#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "05-https-client/session.hpp"

namespace client {

// Step 5.9. An upload that survives a broken connection: the tus protocol, version 1.0.0 (https://tus.io/protocols/resumable-upload).
//
//   POST  /files          Upload-Length: 1073741824             → 201, Location: /files/24e533e
//   PATCH /files/24e533e  Upload-Offset: 0, the bytes           → 204, Upload-Offset: 8388608
//   HEAD  /files/24e533e                                        → 200, Upload-Offset: how far the server has got
//   PATCH /files/24e533e  Upload-Offset: 8388608, the rest…
struct TusUpload {
    std::string path;                             // the file
    std::string resume_url = {};                  // an upload begun before; empty: a new one
    std::uint64_t piece_bytes = 8 * 1024 * 1024;  // sent by one PATCH
    bool checksum = true;                         // each PATCH with its SHA-1 or SHA-256, if the server has the extension
    Retries retries{.count = 5};
};

struct TusUploaded {
    std::string url;
    std::uint64_t bytes = 0;
};

// Throws HTTPError for a server that refuses, ProtocolError for one that does not keep to the protocol (an offset that
// goes back, no Location), RequestException, std::system_error. `on_created` is told the address of the upload, to
// resume it after a failure.
TusUploaded tus_upload(Session& session, std::string_view url, const TusUpload& upload, const Options& options = {},
                       const std::function<void(const std::string&)>& on_created = {});

// "name bmFtZQ==,type dGV4dA==": Upload-Metadata.
std::string tus_metadata(const Pairs& pairs);

}  // namespace client
