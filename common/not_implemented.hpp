#pragma once

#include <stdexcept>
#include <string>

namespace common {

// What an exercise throws until the student has written it.
class NotImplemented : public std::logic_error {
public:
    explicit NotImplemented(const std::string& step)
        : std::logic_error{"l'étape " + step + " reste à écrire (« ./lab hint " + step + " » donne un indice)"} {}
};

}  // namespace common
