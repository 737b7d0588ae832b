#pragma once

#include <string>

#include "05-https-client/cookie_jar.hpp"

namespace client {

// A jar in a file, « cookies.txt », the format of Netscape that curl and wget read and write: one cookie a line, seven
// fields separated by tabs; « #HttpOnly_ » before the domain; 0 as the end of a session's cookie. Who reads this file
// is signed in as you are: it is readable by its owner alone (mode 0600). Given, not an exercise.

// Adds the cookies of the file to the jar. A line that is not understood is skipped, as curl does. A file of more than
// 16 MiB is refused. Throws std::system_error when it cannot be read.
void load_cookies(CookieJar& jar, const std::string& path, http::Seconds now);

// Writes the jar into the file, replaced as a whole: a program that stops half-way leaves the old one. Cookies whose
// time has passed are left out; those of the session are kept only if `with_session`; one that has a tab in its name or
// its path has no place in this format. SameSite and the ages are not kept. A path that is no ordinary file
// (/dev/stdout, a pipe) is written to as it is. Throws std::system_error.
void save_cookies(const CookieJar& jar, const std::string& path, http::Seconds now, bool with_session = true);

}  // namespace client
