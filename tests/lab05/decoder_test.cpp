#include "05-https-client/decoder.hpp"

#include <zlib.h>

#include "05-https-client/errors.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

constexpr int gzip_format = MAX_WBITS + 16;
constexpr int zlib_format = MAX_WBITS;
constexpr int raw_format = -MAX_WBITS;

std::string compress(std::string_view text, int format) {
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY);
    std::string compressed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_out = static_cast<uInt>(compressed.size());
    deflate(&stream, Z_FINISH);
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
    return compressed;
}

support::Lesson decoder_lesson() {
    return support::Lesson{{"RFC 9110 §8.4", "05-https-client.md#lire-la-réponse",
                            "./lab run https_client --verbose http://127.0.0.1:8081/gzip"}};
}

// The whole text, the bytes arriving `step` at a time; or what was thrown.
std::string decode(std::string_view coding, std::string_view bytes, std::size_t step,
                   const client::Limits& limits = {}) {
    try {
        client::Decoder decoder{coding, limits};
        std::string text;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const support::ExactBuffer piece{bytes.substr(at, step)};
            decoder.add(piece.view());
            for (std::string_view decoded = decoder.next(); !decoded.empty(); decoded = decoder.next()) {
                if (decoded.size() > 64 * 1024) return "plus de 64 Kio à la fois";
                text += decoded;
            }
        }
        if (bytes.empty()) decoder.next();
        decoder.finish();
        return text;
    } catch (const client::LimitExceeded&) {
        return "LimitExceeded";
    } catch (const client::IncompleteBody&) {
        return "IncompleteBody";
    } catch (const client::DecodingError&) {
        return "DecodingError";
    }
}

void expect_decoded(std::string_view coding, const std::string& bytes, std::string_view text, std::string_view rule) {
    for (std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size() + 1}) {
        auto lesson = decoder_lesson();
        lesson.step("Content-Encoding: " + std::string{coding} + ", " + std::to_string(step) + " octets à la fois");
        lesson.expect(rule, decode(coding, bytes, step), text);
    }
}

const std::string sentence = "un texte, un texte, et encore un texte à compresser";

}  // namespace

TEST_CASE("5.2 gzip et deflate sont défaits, quelle que soit la taille des morceaux") {
    expect_decoded("gzip", compress(sentence, gzip_format), sentence, "gzip");
    expect_decoded("X-GZip", compress(sentence, gzip_format), sentence, "x-gzip est un autre nom de gzip");
    expect_decoded("deflate", compress(sentence, zlib_format), sentence, "deflate, au format zlib (RFC 1950)");
    expect_decoded("deflate", compress(sentence, raw_format), sentence,
                   "deflate tout court, que des serveurs envoient");
    expect_decoded("gzip", compress("", gzip_format), "", "un texte vide compressé");
    expect_decoded("deflate", compress("", raw_format), "", "un texte vide compressé");
    expect_decoded("gzip", "", "", "pas un octet : un corps vide n'est pas compressé");
    expect_decoded("deflate", "", "", "pas un octet");
}

TEST_CASE("5.2 sans codage, les octets passent comme ils sont") {
    expect_decoded("", sentence, sentence, "aucun codage");
    expect_decoded("identity", sentence, sentence, "identity");
    expect_decoded(" , identity ,", sentence, sentence, "des éléments vides ne comptent pas (RFC 9110 §5.6.1)");
    expect_decoded("identity", std::string{"\x1F\x8B\0", 3}, std::string_view{"\x1F\x8B\0", 3},
                   "même s'ils ont l'air de gzip");
}

TEST_CASE("5.2 plusieurs codages sont défaits du dernier au premier") {
    const std::string gzip = compress(sentence, gzip_format);
    expect_decoded("deflate, gzip", compress(compress(sentence, zlib_format), gzip_format), sentence,
                   "deflate, puis gzip");
    expect_decoded("gzip,gzip,\tgzip , gzip", compress(compress(compress(gzip, gzip_format), gzip_format), gzip_format),
                   sentence, "quatre fois gzip");
    expect_decoded("gzip, gzip, gzip, gzip, gzip", gzip, "LimitExceeded", "cinq fois : Limits::codings l'interdit");
}

TEST_CASE("5.2 un codage inconnu est refusé avant le premier octet") {
    for (const char* coding : {"br", "zstd", "compress", "gzip, br", "gzip deflate", "chunked"}) {
        expect_decoded(coding, sentence, "DecodingError", "un codage que ce client ne connaît pas");
    }
    expect_decoded("gzip", compress("vu", gzip_format), "vu", "celui-ci est connu");
}

TEST_CASE("5.2 gzip : plusieurs membres font un seul texte, et ce qui suit le dernier est ignoré") {
    const std::string first = compress("un ", gzip_format);
    const std::string second = compress("deux", gzip_format);
    expect_decoded("gzip", first + second, "un deux", "deux membres (RFC 1952 §2.2)");
    expect_decoded("gzip", first + second + std::string(10, '\0'), "un deux", "des octets nuls derrière");
    expect_decoded("gzip", second + "\r\n", "deux", "une fin de ligne derrière");
    expect_decoded("gzip", second + "\x1F", "deux", "un octet qui pourrait commencer un membre");
    expect_decoded("gzip", second + "\x1Fxyz" + first, "deux", "deux octets qui n'en commencent pas");
    expect_decoded("gzip", first + second.substr(0, 12), "IncompleteBody", "un second membre coupé");
    expect_decoded("deflate", compress("un", zlib_format) + "reste", "un", "derrière deflate");
    expect_decoded("deflate", compress("un", raw_format) + "reste", "un", "derrière deflate tout court");
}

TEST_CASE("5.2 un texte compressé qui s'arrête trop tôt est incomplet, où qu'il s'arrête") {
    for (const auto& [coding, format] :
         {std::pair{"gzip", gzip_format}, {"deflate", zlib_format}, {"deflate", raw_format}}) {
        const std::string whole = compress(sentence, format);
        for (std::size_t size = 1; size < whole.size(); ++size) {
            auto lesson = decoder_lesson();
            lesson.step(std::string{coding} + " coupé après " + std::to_string(size) + " octets");
            lesson.expect("ce qui est lancé", decode(coding, whole.substr(0, size), size), "IncompleteBody");
        }
    }
}

TEST_CASE("5.2 ce qui n'est pas compressé comme annoncé ne se décode pas") {
    expect_decoded("gzip", "<html>", "DecodingError", "du texte");
    expect_decoded("gzip", compress(sentence, zlib_format), "DecodingError", "du zlib au lieu de gzip");
    expect_decoded("deflate", "\xFF\xFF\xFF\xFF", "DecodingError", "un bloc d'un type qui n'existe pas");
    std::string damaged = compress(sentence, gzip_format);
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);
    expect_decoded("gzip", damaged, "DecodingError", "une somme de contrôle fausse");
}

TEST_CASE("5.2 une bombe gzip est arrêtée par les limites, sans tenir en mémoire") {
    auto lesson = decoder_lesson();
    const std::string megabytes(8 * 1024 * 1024, '\0');
    const std::string bomb = compress(megabytes, gzip_format);
    const client::Limits small{.decoded_bytes = 1024 * 1024};
    lesson.step("8 Mio de zéros en " + std::to_string(bomb.size()) + " octets");
    lesson.expect("au-delà de decoded_bytes", decode("gzip", bomb, 1000, small), "LimitExceeded");
    lesson.expect_that("dans les limites, tout est décodé", decode("gzip", bomb, 1000) == megabytes);

    const std::string nested = compress(compress(bomb, gzip_format), gzip_format);
    lesson.step("compressé trois fois : " + std::to_string(nested.size()) + " octets");
    lesson.expect("plus de decoded_ratio octets pour un octet reçu", decode("gzip, gzip, gzip", nested, 1000),
                  "LimitExceeded");
    const client::Limits one_more{.decoded_bytes = megabytes.size()};
    lesson.expect_that("juste la limite, c'est encore permis", decode("gzip", bomb, 1000, one_more) == megabytes);
}
