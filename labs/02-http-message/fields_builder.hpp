#pragma once

#include <cassert>
#include <cstdint>
#include <string_view>
#include <utility>

#include "02-http-message/fields.hpp"

namespace http {

// Makes the Fields of a section that was received: remembers where names and values stand in it, and copies the whole
// section once, at the end, rather than each of them.
//
//     http::FieldsBuilder builder{section};
//     builder.add(section.substr(0, 4), section.substr(6, 9));
//     http::Fields fields = std::move(builder).build(section.size());
class FieldsBuilder {
public:
    // The section must live as long as the builder, not longer; less than 4 GiB.
    explicit FieldsBuilder(std::string_view section) : section_{section} { fields_.places_.reserve(usual_request_fields); }

    // Appends a field: views into the section.
    void add(std::string_view name, std::string_view value) {
        fields_.add_place({offset_of(name), static_cast<std::uint32_t>(name.size()), offset_of(value),
                           static_cast<std::uint32_t>(value.size())});
    }

    std::size_t size() const { return fields_.size(); }

    // The fields, with a copy of the section: its first `used` bytes, the last two of which are the empty line.
    Fields build(std::size_t used) && {
        assert(used >= 2);
        fields_.text_ = section_.substr(0, used - 2);
        return std::move(fields_);
    }

private:
    static constexpr std::size_t usual_request_fields = 16;  // what a browser sends: saves the vector from growing step by step

    std::uint32_t offset_of(std::string_view part) const {
        return static_cast<std::uint32_t>(part.data() - section_.data());
    }

    std::string_view section_;
    Fields fields_;
};

}  // namespace http
