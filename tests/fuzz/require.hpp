#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

// What must hold for any input. Unlike assert(), present in every build; libFuzzer keeps the input that aborts.
inline void require(bool holds, std::string_view rule) {
    if (holds) return;
    std::cerr << "broken: " << rule << '\n';
    std::abort();
}
