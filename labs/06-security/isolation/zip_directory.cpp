#include "06-security/isolation/zip_directory.hpp"

#include <algorithm>
#include <string_view>

namespace security {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view local_mark = "PK\x03\x04"sv;
constexpr std::string_view entry_mark = "PK\x01\x02"sv;
constexpr std::string_view end_mark = "PK\x05\x06"sv;
constexpr std::string_view zip64_end_mark = "PK\x06\x06"sv;
constexpr std::string_view zip64_locator_mark = "PK\x06\x07"sv;

constexpr std::size_t local_bytes = 30;
constexpr std::size_t entry_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t zip64_end_bytes = 56;
constexpr std::size_t zip64_locator_bytes = 20;
constexpr std::size_t most_comment_bytes = 65'535;
constexpr std::size_t most_name_bytes = 4'096;  // PATH_MAX

// What stands in a field whose value is in zip64's.
constexpr std::uint64_t elsewhere_16 = 0xFFFF;
constexpr std::uint64_t elsewhere_32 = 0xFFFFFFFF;

constexpr unsigned is_encrypted_flag = 0x0001;
constexpr unsigned unix_system = 3;
constexpr unsigned unix_type_mask = 0xF000;
constexpr unsigned unix_link = 0xA000;

// Where the record at the end begins: behind the last mark, and its comment ends with the file.
std::optional<std::uint64_t> find_end_record(const Content& content) {
    if (content.size < end_bytes) return std::nullopt;
    const std::uint64_t tail_size = std::min<std::uint64_t>(content.size, end_bytes + most_comment_bytes);
    const std::string tail = content.read(content.size - tail_size, static_cast<std::size_t>(tail_size));
    const std::size_t mark = tail.rfind(end_mark);
    if (tail.size() != tail_size || mark == std::string::npos || tail_size - mark < end_bytes) return std::nullopt;
    const bool ends_with_file = mark + end_bytes + little_endian(tail, mark + 20, 2) == tail_size;
    if (!ends_with_file) return std::nullopt;
    return content.size - tail_size + mark;
}

// The three numbers of the end, and where the directory has to end.
struct EndFields {
    std::uint64_t entries;
    std::uint64_t directory_bytes;
    std::uint64_t directory;
    std::uint64_t position;
};

// Is `value` of the small record what the large one says, or a word for « see there »?
bool agrees(std::uint64_t value, std::uint64_t elsewhere, std::uint64_t real) {
    return value == elsewhere || value == real;
}

// Reads zip64's record, which the locator right before the small record points to.
std::optional<EndFields> zip64_fields(const Content& content, const EndFields& small, std::string_view locator) {
    const std::uint64_t position = little_endian(locator, 8, 8);
    const std::uint64_t behind = small.position - zip64_locator_bytes;
    const std::string record = content.read(position, zip64_end_bytes);
    if (record.size() < zip64_end_bytes || !record.starts_with(zip64_end_mark)) return std::nullopt;
    const bool lies_before = behind - zip64_end_bytes == position &&
                             little_endian(record, 4, 8) + 12 == zip64_end_bytes;
    const bool is_one_part = little_endian(record, 16, 8) == 0 &&
                             little_endian(record, 24, 8) == little_endian(record, 32, 8);
    const EndFields large{little_endian(record, 32, 8), little_endian(record, 40, 8), little_endian(record, 48, 8),
                          position};
    const bool is_same = agrees(small.entries, elsewhere_16, large.entries) &&
                         agrees(small.directory_bytes, elsewhere_32, large.directory_bytes) &&
                         agrees(small.directory, elsewhere_32, large.directory);
    if (!lies_before || !is_one_part || !is_same) return std::nullopt;
    return large;
}

std::optional<EndFields> end_fields(const Content& content) {
    const auto position = find_end_record(content);
    if (!position) return std::nullopt;
    const std::string record = content.read(*position, end_bytes);
    const bool is_one_part = little_endian(record, 4, 4) == 0 &&
                             little_endian(record, 8, 2) == little_endian(record, 10, 2);
    if (!is_one_part) return std::nullopt;
    const EndFields small{little_endian(record, 10, 2), little_endian(record, 12, 4), little_endian(record, 16, 4),
                          *position};
    if (*position < zip64_locator_bytes + zip64_end_bytes) return small;
    const std::string locator = content.read(*position - zip64_locator_bytes, zip64_locator_bytes);
    return locator.starts_with(zip64_locator_mark) ? zip64_fields(content, small, locator) : small;
}

// Zip64's part of the additional fields (§4.5.3): what has no room in the head, in this order, and nothing else.
class Zip64Values {
public:
    explicit Zip64Values(std::string_view extra) {
        while (extra.size() >= 4) {
            const auto size = static_cast<std::size_t>(little_endian(extra, 2, 2));
            if (little_endian(extra, 0, 2) == 0x0001) values_ = extra.substr(4, size);
            extra.remove_prefix(std::min(extra.size(), 4 + size));
        }
    }

    // Puts the next value into `field` if it says that it is here. False if it should be here and is not.
    bool take(std::uint64_t& field) {
        if (field != elsewhere_32) return true;
        if (values_.size() < 8) return false;
        field = little_endian(values_, 0, 8);
        values_.remove_prefix(8);
        return true;
    }

private:
    std::string_view values_;
};

bool is_unix_link(std::string_view head) {
    const auto mode = static_cast<unsigned>(little_endian(head, 40, 2));
    return little_endian(head, 5, 1) == unix_system && (mode & unix_type_mask) == unix_link;
}

ZipEntry fields_of(std::string_view head) {
    ZipEntry entry;
    entry.is_encrypted = (little_endian(head, 8, 2) & is_encrypted_flag) != 0;
    entry.method = static_cast<unsigned>(little_endian(head, 10, 2));
    entry.packed = little_endian(head, 20, 4);
    entry.unpacked = little_endian(head, 24, 4);
    entry.header = little_endian(head, 42, 4);
    entry.is_link = is_unix_link(head);
    return entry;
}

}  // namespace

std::optional<ZipEnd> zip_end(const Content& content) {
    const auto fields = end_fields(content);
    if (!fields) return std::nullopt;
    const bool lies_before = fields->directory <= fields->position &&
                             fields->position - fields->directory == fields->directory_bytes;
    if (!lies_before) return std::nullopt;
    return ZipEnd{fields->entries, fields->directory, fields->position};
}

std::optional<ZipEntry> ZipDirectory::next() {
    const std::string head = content_.read(position_, entry_bytes);
    if (head.size() < entry_bytes || !head.starts_with(entry_mark)) return std::nullopt;
    const auto name_bytes = static_cast<std::size_t>(little_endian(head, 28, 2));
    const auto extra_bytes = static_cast<std::size_t>(little_endian(head, 30, 2));
    const std::uint64_t size = entry_bytes + name_bytes + extra_bytes + little_endian(head, 32, 2);
    if (name_bytes > most_name_bytes || size > end_.end - position_) return std::nullopt;
    ZipEntry entry = fields_of(head);
    entry.name = content_.read(position_ + entry_bytes, name_bytes);
    const std::string extra = content_.read(position_ + entry_bytes + name_bytes, extra_bytes);
    Zip64Values zip64{extra};
    const bool is_whole = zip64.take(entry.unpacked) && zip64.take(entry.packed) && zip64.take(entry.header);
    const bool is_one_part = little_endian(head, 34, 2) == 0;
    if (!is_whole || !is_one_part) return std::nullopt;
    position_ += size;
    return entry;
}

std::optional<ZipExtent> zip_extent(const Content& content, const ZipEntry& entry, const ZipEnd& end) {
    const std::string head = content.read(entry.header, local_bytes);
    if (head.size() < local_bytes || !head.starts_with(local_mark)) return std::nullopt;
    const bool is_encrypted = (little_endian(head, 6, 2) & is_encrypted_flag) != 0;
    const auto name_bytes = static_cast<std::size_t>(little_endian(head, 26, 2));
    const bool is_same = is_encrypted == entry.is_encrypted && little_endian(head, 8, 2) == entry.method &&
                         name_bytes == entry.name.size() &&
                         content.read(entry.header + local_bytes, name_bytes) == entry.name;
    if (!is_same) return std::nullopt;
    const std::uint64_t data = entry.header + local_bytes + name_bytes + little_endian(head, 28, 2);
    if (data > end.directory || entry.packed > end.directory - data) return std::nullopt;
    return ZipExtent{entry.header, data + entry.packed};
}

}  // namespace security
