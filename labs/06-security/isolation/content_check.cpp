#include "06-security/isolation/content_check.hpp"

#include <array>
#include <optional>
#include <string>

#include "06-security/isolation/archive_listing.hpp"
#include "06-security/isolation/image_header.hpp"

namespace security {
namespace {

using namespace std::string_view_literals;

struct ImageFormat {
    std::string_view media_type;
    std::string_view name;
    std::string_view start;  // of a file
    std::optional<ImageSize> (*size)(const Content&);
};

constexpr std::array image_formats{
    ImageFormat{"image/png", "PNG", "\x89PNG", png_size},
    ImageFormat{"image/jpeg", "JPEG", "\xFF\xD8", jpeg_size},
    ImageFormat{"image/gif", "GIF", "GIF8", gif_size},
    ImageFormat{"image/webp", "WebP", "RIFF", webp_size},
};

constexpr std::string_view archive_type = "application/zip";

Inspection check_image(const Content& content, const ImageFormat& format, const InspectionLimits& limits) {
    const std::string name{format.name};
    const auto size = format.size(content);
    if (!size) return {Inspection::Verdict::refused, "l'en-tête de l'image " + name + " est abîmé"};
    const std::string points = std::to_string(size->width) + " × " + std::to_string(size->height) + " points";
    if (size->points() <= limits.image_points) return {Inspection::Verdict::sound, "image " + name + " de " + points};
    return {Inspection::Verdict::refused, "l'image " + name + " annonce " + points + ", plus que les " +
                                              std::to_string(limits.image_points) + " permis"};
}

}  // namespace

Inspection check_content(const Content& content, std::string_view media_type, const InspectionLimits& limits) {
    for (const ImageFormat& format : image_formats) {
        if (format.media_type == media_type) return check_image(content, format, limits);
    }
    if (media_type == archive_type) return inspect_archive(content, limits);
    return {Inspection::Verdict::sound, "rien à examiner dans ce type de fichier"};
}

std::string_view media_type_of(std::string_view first_bytes) {
    for (const ImageFormat& format : image_formats) {
        if (first_bytes.starts_with(format.start)) return format.media_type;
    }
    const bool is_archive = first_bytes.starts_with("PK\x03\x04"sv) || first_bytes.starts_with("PK\x05\x06"sv);
    return is_archive ? archive_type : std::string_view{};
}

}  // namespace security
