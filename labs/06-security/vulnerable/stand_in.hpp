#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "06-security/defences.hpp"
#include "common/not_implemented.hpp"

namespace vulnerable {

// Calls `cure`; where a student has not written it yet, `careless` runs in its place.
template <typename Result, typename... Arguments>
std::function<Result(Arguments...)> or_careless(std::function<Result(Arguments...)> cure,
                                                std::function<Result(Arguments...)> careless) {
    return [cure = std::move(cure), careless = std::move(careless)](Arguments... arguments) -> Result {
        try {
            return cure(arguments...);
        } catch (const common::NotImplemented&) {
            return careless(arguments...);
        }
    };
}

// The defences of the kit, each with its careless stand-in behind it. When all is written, no stand-in ever runs.
security::Defences defences_with_stand_ins();

// The steps of lab 06 of which a defence is not written yet: "6.1", "6.3". Their flaws are open.
std::vector<std::string> unwritten_steps();

}  // namespace vulnerable
