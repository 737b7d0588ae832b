#pragma once

#include "03-static-server/dispatcher.hpp"
#include "05-https-client/playground/answers.hpp"

namespace playground {

// The practice server: an address for each thing that a client must know how to deal with, so that a class needs no
// Internet. Where the name is that of a page of httpbin.org, so is the answer.
//
// It is also an example of what lab 03's Dispatcher is good for: a file per subject, each of which declares its
// addresses, and says at its end which function answers them.

void add_echo(files::Dispatcher& site);       // /get, /post, /anything, /headers…
void add_statuses(files::Dispatcher& site);   // /status/N, /delay/S
void add_redirects(files::Dispatcher& site);  // /redirect/N, /redirect-to…
void add_cookies(files::Dispatcher& site);    // /cookies…

// The fields of the request; a name that comes several times has its values joined by ", ".
Json headers_of(const files::Exchange& exchange);

// What /get answers: "args", "headers", "origin", "url".
Json echo_of_head(const files::Exchange& exchange);

// The handler of one thread.
files::Handler make_site();

}  // namespace playground
