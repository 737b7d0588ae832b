#pragma once

#include <asio/awaitable.hpp>
#include <string>

#include "06-security/service/service.hpp"

namespace security {

// Uploads that survive a broken connection: tus 1.0.0 (https://tus.io/protocols/resumable-upload) at /files/, with its
// extensions creation, checksum, expiration and termination. An upload and the file that it becomes have the same
// address. All functions throw Refused.

// Does the client speak tus (Tus-Resumable)?
bool is_tus(const files::Exchange& exchange);

// POST: a new upload of Upload-Length bytes; Upload-Metadata holds its « filename », and « sha256 » if it likes. One of
// no bytes is whole at once.
asio::awaitable<files::Answer> begin_upload(ServicePointer service, files::Exchange& exchange);

// HEAD: how many bytes are kept. A file that is whole stands at its end. So does an upload whose bytes are all there,
// but which nobody could check (the antivirus was down, the server was stopped just then): it is checked now, since the
// client would take it for done.
asio::awaitable<files::Answer> tell_progress(ServicePointer service, files::Exchange& exchange, std::string id);

// PATCH: the next bytes. What arrives before the connection breaks is kept, unless the client has given a checksum: a
// part cannot be checked. The bytes that complete it make it a file, or lead to the refusal of admit(): then it is
// gone, unless nobody could look at it (503): HEAD tries again.
asio::awaitable<files::Answer> continue_upload(ServicePointer service, files::Exchange& exchange, std::string id);

// What every answer at /files/ says to a client of tus, and to whoever asks with OPTIONS.
void add_tus_fields(const Service& service, files::Answer& answer, const files::Exchange& exchange);

}  // namespace security
