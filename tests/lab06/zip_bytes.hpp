#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// ZIP archives made byte by byte, right ones and wrong ones: nothing is compressed, whatever they say.
namespace zip_bytes {

struct File {
    std::string name;
    std::string data = {};
    std::optional<std::uint64_t> unpacked = {};  // what the directory says; without: the size of the data
    unsigned method = 0;
    unsigned flags = 0;
    bool is_link = false;
    bool is_zip64 = false;                             // its sizes stand in the additional field
    std::optional<std::string> local_name = {};        // what the local header says
    std::optional<std::uint32_t> header = {};          // where the directory says that the local header is
};

// What is at the end.
struct End {
    std::optional<std::uint64_t> entries = {};  // what it says
    std::string comment = {};
    bool is_zip64 = false;
    std::string between = {};  // before the directory
    std::string behind = {};   // behind the directory
};

std::string archive(const std::vector<File>& files, const End& end = {});

}  // namespace zip_bytes
