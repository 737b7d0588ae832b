// Any bytes, as an archive and as an image of each kind: nothing crashes, reads too far or takes long; what is found
// sound keeps to the limits, and what is said of it is one line that can be shown.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "06-security/isolation/archive_listing.hpp"
#include "06-security/isolation/content_check.hpp"
#include "06-security/isolation/inspected_types.hpp"
#include "06-security/isolation/zip_directory.hpp"
#include "require.hpp"

namespace {

using security::Inspection;

constexpr security::InspectionLimits limits{
    .image_points = 1'000'000, .archive_entries = 20, .archive_bytes = 1'000'000};

// How often and how much a file is read, for its size.
struct Meter {
    std::size_t calls = 0;
    std::size_t bytes = 0;
};

security::Content metered(std::string_view bytes, Meter& meter) {
    const security::Content content = security::content_of(bytes);
    return {content.size, [content, &meter](std::uint64_t offset, std::size_t count) {
                std::string read = content.read(offset, count);
                ++meter.calls;
                meter.bytes += read.size();
                return read;
            }};
}

void check_inspection(std::string_view bytes, std::string_view media_type) {
    Meter meter;
    const Inspection inspection = security::check_content(metered(bytes, meter), media_type, limits);
    require(inspection.verdict != Inspection::Verdict::unavailable, "a file is sound or refused");
    require(!inspection.detail.empty() && inspection.detail.size() < 900, "the answer is short");
    require(inspection.detail.find_first_of(std::string_view{"\0\r\n\x1B", 4}) == std::string::npos, "and one line");
    require(meter.calls <= 100 + 2 * bytes.size() && meter.bytes <= 70'000 + 20 * bytes.size(), "and soon found");
}

// What is sound has been walked through: the same once more, by hand.
void check_archive(std::string_view bytes) {
    const security::Content content = security::content_of(bytes);
    if (security::inspect_archive(content, limits).verdict != Inspection::Verdict::sound) return;
    const auto end = security::zip_end(content);
    require(end && end->entries <= limits.archive_entries, "a sound archive has an end, and few entries");
    security::ZipDirectory directory{content, *end};
    std::uint64_t unpacked = 0;
    for (std::uint64_t i = 0; i < end->entries; ++i) {
        const auto entry = directory.next();
        require(entry && !security::leads_astray(entry->name), "no name of a sound archive leads astray");
        unpacked += entry->unpacked;
    }
    require(unpacked <= limits.archive_bytes, "a sound archive does not swell");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    for (const std::string_view type : security::inspected_types) check_inspection(bytes, type);
    check_inspection(bytes, security::media_type_of(bytes));
    check_archive(bytes);
    return 0;
}
