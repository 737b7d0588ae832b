#pragma once

#include "03-static-server/dispatcher.hpp"
#include "06-security/service/service.hpp"

namespace security {

// Each declares the addresses of one file of this folder.
void add_tokens(files::Dispatcher& site, const ServicePointer& service);         // /token, /token/key
void add_session_pages(files::Dispatcher& site, const ServicePointer& service);  // /session
void add_uploads(files::Dispatcher& site, const ServicePointer& service);        // POST /files
void add_files(files::Dispatcher& site, const ServicePointer& service);          // GET /files, GET and DELETE /files/ID
void add_trail(files::Dispatcher& site, const ServicePointer& service);          // /audit

}  // namespace security
