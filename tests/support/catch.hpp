#pragma once

// Catch2 3 (Debian 13, Ubuntu 24.04) or Catch2 2 (Debian 12): tests include this and never ask which.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
