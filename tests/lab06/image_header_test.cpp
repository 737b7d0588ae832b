// How large an image is, without decoding it.
#include "06-security/isolation/image_header.hpp"

#include <array>
#include <optional>
#include <string>

#include "06-security/isolation/content_check.hpp"
#include "lab06/image_bytes.hpp"
#include "lab06/memory_file.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using security::ImageSize;
using security::Inspection;
using support::Lesson;

namespace {

using SizeFunction = std::optional<ImageSize> (*)(const security::Content&);

Lesson image_lesson() {
    return Lesson{{.rule = "OWASP ASVS 4.0.3 12.1.2", .slide = "06-security.md#antivirus-et-isolement",
                   .command = "./lab run file_inspector IMAGE"}};
}

std::string size_of(SizeFunction function, std::string_view bytes) {
    const support::ExactBuffer exact{bytes};
    const auto size = function(security::content_of(exact.view()));
    return size ? std::to_string(size->width) + "x" + std::to_string(size->height) : "rien";
}

void expect_size(SizeFunction function, const std::string& bytes, std::string_view expected) {
    Lesson lesson = image_lesson();
    lesson.received(bytes);
    lesson.expect("la taille", size_of(function, bytes), expected);
}

// Cut anywhere before `needed` bytes, it is no image; and it never reads beyond its end.
void expect_nothing_when_cut(SizeFunction function, const std::string& bytes, std::size_t needed) {
    Lesson lesson = image_lesson();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::string obtained = size_of(function, std::string_view{bytes}.substr(0, size));
        if (size < needed) lesson.expect("coupée après " + std::to_string(size) + " octets", obtained, "rien");
    }
}

std::string changed(std::string bytes, std::size_t at, char value) {
    bytes.at(at) = value;
    return bytes;
}

}  // namespace

TEST_CASE("images : un PNG dit sa taille dans son premier bloc") {
    const std::string image = image_bytes::png(640, 480);
    expect_size(security::png_size, image, "640x480");
    expect_size(security::png_size, image_bytes::png(0x7FFFFFFF, 1), "2147483647x1");
    expect_size(security::png_size, image_bytes::png(0x80000000, 1), "rien");
    expect_size(security::png_size, image_bytes::png(0, 480), "rien");
    expect_size(security::png_size, changed(image, 12, 'X'), "rien");    // XHDR
    expect_size(security::png_size, changed(image, 11, '\x0C'), "rien"); // 12 bytes
    expect_size(security::png_size, changed(image, 24, '\x03'), "rien"); // bits of a colour
    expect_size(security::png_size, changed(image, 25, '\x05'), "rien"); // kind of colours
    expect_nothing_when_cut(security::png_size, image, image.size());
}

TEST_CASE("images : un JPEG dit sa taille avant ses données, derrière d'autres segments") {
    const std::string image = image_bytes::jpeg(800, 600);
    expect_size(security::jpeg_size, image, "800x600");
    expect_size(security::jpeg_size, image_bytes::jpeg(65'535, 65'535), "65535x65535");
    expect_size(security::jpeg_size, image_bytes::jpeg(800, 0), "rien");  // told at the end of the scan: nobody does
    expect_size(security::jpeg_size, "\xFF\xD8\xFF\xDA" + image.substr(4), "rien");
    expect_size(security::jpeg_size, changed(image, 2, 'x'), "rien");
    expect_nothing_when_cut(security::jpeg_size, image, image.size() - 4);
}

TEST_CASE("images : un JPEG plein de remplissage ou de segments vides ne retient personne") {
    const std::string start = "\xFF\xD8";
    expect_size(security::jpeg_size, start + std::string(20, '\xFF') + image_bytes::jpeg(8, 6).substr(3), "8x6");
    expect_size(security::jpeg_size, start + std::string(5'000'000, '\xFF'), "rien");
    std::string empty_segments = start;
    for (int i = 0; i < 100'000; ++i) empty_segments += std::string{"\xFF\xE1"} + image_bytes::big(2, 2);
    expect_size(security::jpeg_size, empty_segments + image_bytes::jpeg(8, 6).substr(2), "rien");
    expect_size(security::jpeg_size, start + "\xFF\xE1" + image_bytes::big(1, 2) + "xxxxxxx", "rien");
}

TEST_CASE("images : un GIF a la taille de la plus grande de ses images") {
    expect_size(security::gif_size, image_bytes::gif({10, 20}, {{10, 20}}), "10x20");
    expect_size(security::gif_size, image_bytes::gif({1, 1}, {{1, 1}, {60'000, 50'000}}), "60000x50000");
    expect_size(security::gif_size, image_bytes::gif({0, 0}, {{3, 4}}), "3x4");
    expect_size(security::gif_size, image_bytes::gif({0, 0}, {}), "rien");
    const std::string image = image_bytes::gif({10, 20}, {{10, 20}});
    expect_nothing_when_cut(security::gif_size, image, image.size());
    expect_size(security::gif_size, changed(image, 19, '?'), "rien");
}

TEST_CASE("images : un WebP dit sa taille de trois façons") {
    expect_size(security::webp_size, image_bytes::webp_lossy(320, 200), "320x200");
    expect_size(security::webp_size, image_bytes::webp_lossless(16'384, 16'384), "16384x16384");
    expect_size(security::webp_size, image_bytes::webp_extended(16'777'216, 7), "16777216x7");
    for (const std::string& image : {image_bytes::webp_lossy(320, 200), image_bytes::webp_lossless(320, 200),
                                     image_bytes::webp_extended(320, 200)}) {
        expect_nothing_when_cut(security::webp_size, image, image.size());
        expect_size(security::webp_size, changed(image, 12, 'X'), "rien");
        expect_size(security::webp_size, changed(image, 5, '\x7F'), "rien");  // longer than the file
    }
    expect_size(security::webp_size, changed(image_bytes::webp_lossy(3, 2), 23, 'x'), "rien");
    expect_size(security::webp_size, changed(image_bytes::webp_lossless(3, 2), 20, 'x'), "rien");
}

TEST_CASE("images : au-delà du nombre de points permis, l'image est refusée") {
    Lesson lesson = image_lesson();
    const security::InspectionLimits limits{.image_points = 1'000'000};
    const auto verdict = [&](std::uint32_t width, std::uint32_t height) {
        const std::string image = image_bytes::png(width, height);
        return security::check_content(security::content_of(image), "image/png", limits);
    };
    lesson.expect("1000 × 1000", verdict(1'000, 1'000).detail, "image PNG de 1000 × 1000 points");
    lesson.expect("1001 × 1000", verdict(1'001, 1'000).verdict, Inspection::Verdict::refused);
    lesson.expect("2 147 483 647 au carré", verdict(0x7FFFFFFF, 0x7FFFFFFF).verdict, Inspection::Verdict::refused);
    const auto broken = security::check_content(security::content_of("\x89PNG"), "image/png", limits);
    lesson.expect("abîmée", broken.detail, "l'en-tête de l'image PNG est abîmé");
}

TEST_CASE("contenu : un fichier se lit par morceaux, où que soit sa position, et jamais au-delà de sa fin") {
    Lesson lesson = image_lesson();
    std::string bytes;
    for (int i = 0; i < 50'000; ++i) bytes += image_bytes::big(static_cast<std::uint64_t>(i), 4);
    const auto file = memory_file::make(bytes);
    const security::Content content = security::content_of_file(file.get(), bytes.size());
    for (const std::size_t offset : {std::size_t{0}, std::size_t{65'530}, std::size_t{3}, bytes.size() - 5}) {
        lesson.expect("10 octets à " + std::to_string(offset), content.read(offset, 10), bytes.substr(offset, 10));
    }
    lesson.expect("150 000 octets", content.read(1, 150'000) == bytes.substr(1, 150'000), true);
    lesson.expect("à la fin", content.read(bytes.size(), 10), "");
    lesson.expect("loin derrière", content.read(~std::uint64_t{0}, 10), "");
    const security::Content half = security::content_of_file(file.get(), 100);
    lesson.expect("la taille annoncée borne la lecture", half.read(96, 10).size(), std::size_t{4});
    const security::Content gone = security::content_of_file(-1, 100);
    lesson.expect("ce qui ne se lit pas", gone.read(0, 10), "");
}

TEST_CASE("contenu : les nombres se lisent dans les deux ordres") {
    Lesson lesson = image_lesson();
    const std::string bytes = "\x01\x02\x03\xFF";
    lesson.expect("le plus faible d'abord", security::little_endian(bytes, 0, 2), std::uint64_t{0x0201});
    lesson.expect("le plus fort d'abord", security::big_endian(bytes, 0, 2), std::uint64_t{0x0102});
    lesson.expect("huit octets, dont quatre absents", security::little_endian(bytes, 0, 8), std::uint64_t{0xFF030201});
    lesson.expect("derrière la fin", security::big_endian(bytes, 4, 4), std::uint64_t{0});
}
