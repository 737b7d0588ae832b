#include "lab06/zip_bytes.hpp"

#include "lab06/image_bytes.hpp"

namespace zip_bytes {
namespace {

using image_bytes::little;

std::uint64_t unpacked(const File& file) {
    return file.unpacked.value_or(file.data.size());
}

std::string local_header(const File& file) {
    const std::string name = file.local_name.value_or(file.name);
    return "PK\x03\x04" + little(20, 2) + little(file.flags, 2) + little(file.method, 2) + little(0, 8) +
           little(file.data.size(), 4) + little(unpacked(file), 4) + little(name.size(), 2) + little(0, 2) + name;
}

std::string entry(const File& file, std::uint64_t header) {
    constexpr std::uint64_t elsewhere = 0xFFFFFFFF;
    const std::string extra = file.is_zip64 ? little(1, 2) + little(16, 2) + little(unpacked(file), 8) +
                                                  little(file.data.size(), 8)
                                            : std::string{};
    const std::uint64_t attributes = file.is_link ? 0xA1FF0000 : 0x81A40000;
    return "PK\x01\x02" + little(20 | 3 << 8, 2) + little(20, 2) + little(file.flags, 2) + little(file.method, 2) +
           little(0, 8) + little(file.is_zip64 ? elsewhere : file.data.size(), 4) +
           little(file.is_zip64 ? elsewhere : unpacked(file), 4) + little(file.name.size(), 2) +
           little(extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(attributes, 4) +
           little(file.header.value_or(header), 4) + file.name + extra;
}

std::string zip64_end(std::uint64_t entries, std::uint64_t size, std::uint64_t directory) {
    return "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) + little(entries, 8) +
           little(entries, 8) + little(size, 8) + little(directory, 8) + "PK\x06\x07" + little(0, 4) +
           little(directory + size, 8) + little(1, 4);
}

}  // namespace

std::string archive(const std::vector<File>& files, const End& end) {
    std::string bytes;
    std::string directory;
    for (const File& file : files) {
        directory += entry(file, bytes.size());
        bytes += local_header(file) + file.data;
    }
    bytes += end.between;
    const std::uint64_t start = bytes.size();
    const std::uint64_t entries = end.entries.value_or(files.size());
    bytes += directory + end.behind;
    if (end.is_zip64) bytes += zip64_end(entries, directory.size(), start);
    const std::uint64_t shown = end.is_zip64 ? 0xFFFF : entries;
    return bytes + "PK\x05\x06" + little(0, 4) + little(shown, 2) + little(shown, 2) + little(directory.size(), 4) +
           little(start, 4) + little(end.comment.size(), 2) + end.comment;
}

}  // namespace zip_bytes
