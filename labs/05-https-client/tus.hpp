#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "05-https-client/session.hpp"

namespace client {

// Step 5.9. An upload that survives a broken connection: the tus protocol, version 1.0.0
// (https://tus.io/protocols/resumable-upload).
//
//   POST  /files          Upload-Length: 1073741824             → 201, Location: /files/24e533e
//   PATCH /files/24e533e  Upload-Offset: 0, the bytes           → 204, Upload-Offset: 8388608
//   HEAD  /files/24e533e                                        → 200, Upload-Offset: how far the server has got
//   PATCH /files/24e533e  Upload-Offset: 8388608, the rest…
//
// Before that, OPTIONS asks the server once what it can do. When a PATCH fails, nobody knows how many of its bytes have
// come: HEAD is asked, never guessed. What the answers mean stands in tus_answer.hpp.
//
//     client::Session session;
//     client::tus_upload(session, "https://127.0.0.1:8443/tus/", {.path = "film.mp4"});
struct TusUpload {
    std::string path = {};                        // the file
    std::string resume_url = {};                  // an upload begun before; empty: a new one
    std::uint64_t piece_bytes = 8 * 1024 * 1024;  // sent by one PATCH; less for a while once one failed
    bool checksum = true;                         // each PATCH with its SHA-1 or SHA-256, if the server can
    Retries retries{.count = 5};                  // a try that got further than any before is not counted
};

struct TusUploaded {
    std::string url;
    std::uint64_t bytes = 0;
};

// Throws HTTPError for a server that refuses, ProtocolError for one that does not keep to the protocol (an offset that
// goes back, no Location), InvalidRequest for a file that is too large for the server or is not the one whose upload is
// resumed, RequestException, std::system_error. `on_created` is told the address of the upload, to resume it after a
// failure. Options::progress is told of the whole file; Options::timeout.total is for all requests together.
//
// When the server puts the upload on another origin, it gets neither Authorization nor cookies.
TusUploaded tus_upload(Session& session, std::string_view url, const TusUpload& upload, const Options& options = {},
                       const std::function<void(const std::string&)>& on_created = {});

// "name bmFtZQ==,type dGV4dA==": Upload-Metadata. A name is visible ASCII without comma: InvalidRequest otherwise.
std::string tus_metadata(const Pairs& pairs);

}  // namespace client
