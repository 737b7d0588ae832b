#pragma once

#include <sys/fsuid.h>
#include <unistd.h>

namespace played {

// As long as it lives, the kernel judges this thread's access to files as that of somebody who owns nothing, even when
// root runs the tests: root may read everything, and nothing could be forbidden to it.
class AsSomebodyElse {
public:
    AsSomebodyElse() { ::setfsuid(65534); }
    ~AsSomebodyElse() { ::setfsuid(::geteuid()); }
    AsSomebodyElse(const AsSomebodyElse&) = delete;
    AsSomebodyElse& operator=(const AsSomebodyElse&) = delete;
};

}  // namespace played
