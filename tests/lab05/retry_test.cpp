#include "05-https-client/retry.hpp"

#include "common/escape.hpp"
#include "support/lesson.hpp"

namespace {

using std::chrono::milliseconds;

support::Lesson retry_lesson(std::string_view rule) {
    return support::Lesson{{std::string{rule}, "05-https-client.md#quand-ça-échoue",
                            "./lab run https_client --retry 3 http://127.0.0.1:8081/status/503"}};
}

// The seconds that Retry-After asks for, -1 for nothing.
long long seconds_asked(std::string_view value) {
    const http::Seconds now{std::chrono::seconds{784111777}};  // Sun, 06 Nov 1994 08:49:37 GMT
    http::Response answer;
    answer.fields.add("Retry-After", value);
    const auto seconds = client::retry_after(answer, now);
    return seconds ? seconds->count() : -1;
}

}  // namespace

TEST_CASE("5.7 seul ce qui ne fait pas de mal deux fois est répété") {
    auto lesson = retry_lesson("RFC 9110 §9.2.2");
    for (const char* method : {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"}) {
        lesson.expect_that(std::string{method} + " peut être répété", client::is_idempotent(method));
    }
    for (const char* method : {"POST", "PATCH", "CONNECT", "get", "", "MKCOL"}) {
        lesson.expect_that("« " + std::string{method} + " » ne peut pas l'être", !client::is_idempotent(method));
    }
}

TEST_CASE("5.7 le délai double à chaque essai, jusqu'au plus long, et le hasard en laisse au moins la moitié") {
    auto lesson = retry_lesson("retry.hpp");
    const client::Retries retries{
        .count = 10, .first_delay = milliseconds{1000}, .longest_delay = milliseconds{30'000}};
    const auto delay = [&](unsigned attempt, double random) {
        return client::delay_before(attempt, retries, random).count();
    };
    lesson.expect("le premier, au plus long (ms)", delay(1, 1.0), 1000);
    lesson.expect("le premier, au plus court (ms)", delay(1, 0.0), 500);
    lesson.expect("au milieu (ms)", delay(1, 0.5), 750);
    lesson.expect("le deuxième (ms)", delay(2, 1.0), 2000);
    lesson.expect("le cinquième (ms)", delay(5, 1.0), 16'000);
    lesson.expect("le sixième, borné (ms)", delay(6, 1.0), 30'000);
    lesson.expect("le sixième, au plus court (ms)", delay(6, 0.0), 15'000);
    lesson.expect("le quatre milliardième ne déborde pas (ms)", delay(4'000'000'000, 1.0), 30'000);
}

TEST_CASE("5.7 des délais extrêmes ne débordent pas") {
    auto lesson = retry_lesson("retry.hpp");
    const client::Retries none{.count = 1, .first_delay = milliseconds{0}, .longest_delay = milliseconds{30'000}};
    lesson.expect("aucun délai (ms)", client::delay_before(4'000'000'000, none, 1.0).count(), 0);
    const client::Retries short_one{.count = 1, .first_delay = milliseconds{1000}, .longest_delay = milliseconds{10}};
    lesson.expect("le plus long est plus court que le premier (ms)", client::delay_before(1, short_one, 1.0).count(),
                  10);
    const client::Retries huge{.count = 1, .first_delay = milliseconds{1}, .longest_delay = milliseconds::max()};
    lesson.expect_that("doublé mille fois, il reste positif", client::delay_before(1000, huge, 0.0).count() > 0);
}

TEST_CASE("5.7 Retry-After est un nombre de secondes ou une date") {
    auto lesson = retry_lesson("RFC 9110 §10.2.3");
    for (const auto& [value, seconds] : {std::pair{"120", 120LL},
                                         {"0", 0LL},
                                         {"007", 7LL},
                                         {"Sun, 06 Nov 1994 08:50:37 GMT", 60LL},
                                         {"Sunday, 06-Nov-94 08:49:38 GMT", 1LL},
                                         {"Sun, 06 Nov 1994 08:00:00 GMT", 0LL},
                                         {"", -1LL},
                                         {"-1", -1LL},
                                         {"+1", -1LL},
                                         {"1.5", -1LL},
                                         {"12 s", -1LL},
                                         {"demain", -1LL},
                                         {"Mon, 06 Nov 1994 08:50:37 GMT", -1LL}}) {
        lesson.step("Retry-After: " + std::string{value});
        lesson.expect("les secondes (-1 : rien)", seconds_asked(value), seconds);
    }
    lesson.expect_that("un nombre qui déborde est très long, pas rien",
                       seconds_asked(std::string(40, '9')) > 1'000'000);
    lesson.expect_that("sans le champ, rien", !client::retry_after(http::Response{}, http::Seconds{}));
}
