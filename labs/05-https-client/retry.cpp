#include "05-https-client/retry.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

template <typename Error>
bool is(const RequestException& failure) {
    return dynamic_cast<const Error*>(&failure) != nullptr;
}

}  // namespace

bool is_idempotent(std::string_view method) {
    // À écrire : GET, HEAD, OPTIONS, PUT, DELETE et TRACE ; les majuscules comptent.
    // BEGIN SOLUTION 5.7
    constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"};
    return std::find(methods.begin(), methods.end(), method) != methods.end();
    // END SOLUTION
}

bool is_transient(int status) {
    constexpr std::array statuses{408, 425, 429, 500, 502, 503, 504};
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

bool may_pass(const RequestException& failure) {
    if (is<SSLError>(failure) || is<TotalTimeout>(failure)) return false;
    if (const auto* refused = dynamic_cast<const HTTPError*>(&failure)) return is_transient(refused->status_code());
    return is<ConnectionError>(failure) || is<Timeout>(failure) || is<IncompleteBody>(failure);
}

std::chrono::milliseconds delay_before(unsigned attempt, const Retries& retries, double random) {
    // À écrire : first_delay avant le premier nouvel essai, puis le double à chaque fois, sans dépasser longest_delay ;
    // attention au débordement, `attempt` peut être grand. Rendez la moitié de ce délai, et `random` fois l'autre
    // moitié.
    // BEGIN SOLUTION 5.7
    std::chrono::milliseconds delay = retries.first_delay;
    for (unsigned i = 1; i < attempt && delay.count() != 0 && delay < retries.longest_delay; ++i) {
        delay = delay > retries.longest_delay / 2 ? retries.longest_delay : 2 * delay;
    }
    delay = std::min(delay, retries.longest_delay);
    return delay / 2 + std::chrono::duration_cast<std::chrono::milliseconds>((delay - delay / 2) * random);
    // END SOLUTION
}

std::optional<std::chrono::seconds> retry_after(const http::Response& answer, http::Seconds now) {
    // À écrire : le champ Retry-After, en chiffres seulement, est un nombre de secondes (trop grand pour un nombre :
    // autant que possible) ; sinon, une date (http::parse_date) : rendez le nombre de secondes de `now` à cette date,
    // et 0 si elle est passée.
    // BEGIN SOLUTION 5.7
    const auto value = answer.fields.find("Retry-After");
    if (!value || value->empty()) return std::nullopt;
    if (std::all_of(value->begin(), value->end(), http::is_digit)) {
        std::int32_t seconds = 0;
        const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), seconds);
        return std::chrono::seconds{error == std::errc{} ? seconds : std::numeric_limits<std::int32_t>::max()};
    }
    const auto date = http::parse_date(*value, now);
    if (!date) return std::nullopt;
    return std::max(*date - now, std::chrono::seconds{0});
    // END SOLUTION
}

}  // namespace client
