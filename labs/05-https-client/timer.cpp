#include "05-https-client/timer.hpp"

#include <algorithm>

#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/not_implemented.hpp"

namespace client {

using std::chrono::milliseconds;

namespace {

// Neither nothing nor more than a clock can count.
milliseconds sensible(milliseconds duration) {
    return std::clamp<milliseconds>(duration, milliseconds{1}, std::chrono::hours{24 * 365});
}

// BEGIN SOLUTION 5.7 helper
// « 250 ms », « 30 s », « 1,5 s ».
std::string in_french(milliseconds duration) {
    const auto count = duration.count();
    if (count < 1000) return std::to_string(count) + " ms";
    std::string seconds = std::to_string(count / 1000);
    if (count % 1000 != 0) {
        std::string thousandths = std::to_string(1000 + count % 1000).substr(1);
        thousandths.erase(thousandths.find_last_not_of('0') + 1);
        seconds += "," + thousandths;
    }
    return seconds + " s";
}
// END SOLUTION

}  // namespace

Timer::Timer(const Timeouts& timeouts)
    : timeouts_{sensible(timeouts.connect), sensible(timeouts.read), sensible(timeouts.total)},
      began_{Clock::now()},
      connect_began_{began_} {}

void Timer::begin_connect() {
    connect_began_ = Clock::now();
}

tcp::Deadline Timer::connect() const {
    const auto since = std::chrono::floor<milliseconds>(Clock::now() - connect_began_);
    return tcp::Deadline::after(std::min(timeouts_.connect - since, timeouts_.total - elapsed()));
}

tcp::Deadline Timer::read() const {
    return tcp::Deadline::after(std::min(timeouts_.read, timeouts_.total - elapsed()));
}

tcp::Deadline Timer::total() const {
    return tcp::Deadline::after(timeouts_.total - elapsed());
}

void Timer::throw_expired(Phase phase, const std::string& host) const {
    // À écrire : lancez TotalTimeout si le délai total est passé (elapsed()), sinon ConnectTimeout ou ReadTimeout selon
    // la phase. Le message dit en français de quel serveur il s'agit, quel délai est dépassé et combien il valait ; le
    // second argument de l'exception dit ce que l'on peut faire.
    // BEGIN SOLUTION 5.7
    const std::string server = client::quoted(host);
    if (elapsed() >= timeouts_.total) {
        throw TotalTimeout{"l'échange avec " + server + " n'est pas fini après " + in_french(timeouts_.total) +
                               " (délai total)",
                           "allongez le délai total, ou demandez moins à la fois"};
    }
    if (phase == Phase::connect) {
        throw ConnectTimeout{"pas de connexion avec " + server + " après " + in_french(timeouts_.connect) +
                                 " (délai de connexion)",
                             "vérifiez l'adresse, le port et le réseau, ou allongez le délai de connexion"};
    }
    throw ReadTimeout{server + " n'a rien envoyé, ni rien pris, pendant " + in_french(timeouts_.read) +
                          " (délai de lecture)",
                      "réessayez plus tard, ou allongez le délai de lecture"};
    // END SOLUTION
}

milliseconds Timer::elapsed() const {
    return std::chrono::floor<milliseconds>(Clock::now() - began_);
}

}  // namespace client
