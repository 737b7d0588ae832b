#pragma once

#include <memory>

#include "03-static-server/dispatcher.hpp"
#include "05-https-client/playground/answers.hpp"
#include "05-https-client/playground/task_list.hpp"
#include "05-https-client/playground/tus_store.hpp"

namespace playground {

// The practice server: an address for each thing that a client must know how to deal with, so that a class needs no
// Internet. Where the name is that of a page of httpbin.org, so is the answer.
//
// It is also an example of what lab 03's Dispatcher is good for: a file per subject, each of which declares its
// addresses, and says at its end which function answers them.

void add_echo(files::Dispatcher& site);          // /get, /post, /anything, /headers…
void add_statuses(files::Dispatcher& site);      // /status/N, /delay/S
void add_redirects(files::Dispatcher& site);     // /redirect/N, /redirect-to…
void add_cookies(files::Dispatcher& site);       // /cookies…
void add_auth(files::Dispatcher& site);          // /basic-auth/…, /bearer
void add_bodies(files::Dispatcher& site);        // /bytes/N, /stream/N, /chunked, /drip…
void add_compressions(files::Dispatcher& site);  // /gzip, /deflate
void add_versions(files::Dispatcher& site);      // /range/N, /etag/…
void add_broken(files::Dispatcher& site);        // /truncated/N, /bomb…
void add_documents(files::Dispatcher& site);     // /json, /html, /links/N, /encoding/…
void add_uploads(files::Dispatcher& site);       // /upload, /upload-max/N
void add_tls(files::Dispatcher& site);           // /tls
void add_tasks(files::Dispatcher& site, const std::shared_ptr<TaskList>& tasks);  // /api/taches
void add_tus(files::Dispatcher& site, const std::shared_ptr<TusStore>& uploads);  // /tus/

// What every answer under /tus/ says of itself.
void add_tus_fields(files::Answer& answer, const files::Exchange& exchange);

// The page that lists all of them.
files::Answer index_page(const files::Exchange& exchange);

// The fields of the request; a name that comes several times has its values joined by ", ".
Json headers_of(const files::Exchange& exchange);

// What /get answers: "args", "headers", "origin", "url".
Json echo_of_head(const files::Exchange& exchange);

// What the threads of the server share.
struct Shared {
    std::shared_ptr<TaskList> tasks = std::make_shared<TaskList>();
    std::shared_ptr<TusStore> uploads = std::make_shared<TusStore>();
};

// The handler of one thread.
files::Handler make_site(const Shared& shared);

}  // namespace playground
