#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "02-http-message/fields.hpp"
#include "05-https-client/checksum.hpp"

namespace client {

// Step 5.9. What a tus server's answers mean: no network here. Given, not an exercise.
//
// All of these throw ProtocolError for what the protocol does not allow (a field that is missing or no number).

// What the server can do, as its answer to OPTIONS says (tus 1.0.0, « OPTIONS »).
struct TusServer {
    std::optional<bool> creation = {};           // nothing: it has not said which extensions it has
    std::optional<HashKind> checksum = {};       // the better of those that it and we know
    std::optional<std::uint64_t> max_size = {};  // bytes
};

// The status of an answer that is no answer to the question (404, 405) says nothing; fields say what they say. Throws
// if the server speaks other versions than 1.0.0.
TusServer read_tus_server(int status, const http::Fields& fields);

// The name of the algorithm in Upload-Checksum: "sha1", "sha256".
std::string tus_name(HashKind kind);

// How far the server has got, by its answer to HEAD: at least `reached`, which it had acknowledged before, at most
// `size`. InvalidRequest if it says that the upload has another size.
std::uint64_t offset_of_upload(const http::Fields& fields, std::uint64_t reached, std::uint64_t size);

// The same after a PATCH of `length` bytes from `offset` on: further than before, but not further than what was sent.
std::uint64_t offset_after_piece(const http::Fields& fields, std::uint64_t offset, std::uint64_t length);

// May an upload go on after a refusal with this status: somebody else's request still has the upload (423: often our
// own, that broke), our offset was not the server's (409), the checksum was wrong (460)?
bool is_tus_passing(int status);

}  // namespace client
