#include "04-cgi/patience.hpp"

#include <algorithm>

#include "common/not_implemented.hpp"

namespace cgi {

using Peer = files::Stream::Peer;

void Patience::expect(Clock::time_point now) {
    if (!expected_) last_progress_ = std::max(last_progress_, now);
    expected_ = true;
}

void Patience::dismiss(Dismissal dismissal, Clock::time_point now) {
    // À écrire : notez dans dismissed_ à partir de quand ending_time compte. Urgent : SIGTERM est dû tout de suite,
    // donc ending_time avant maintenant. Un script déjà congédié ne gagne pas de temps à l'être encore : de deux
    // instants, le plus ancien compte.
    // BEGIN SOLUTION 4.5
    const Clock::time_point from = dismissal == Dismissal::urgent ? now - limits_.ending_time : now;
    dismissed_ = dismissed_ ? std::min(*dismissed_, from) : from;
    // END SOLUTION
}

Patience::Verdict Patience::check(Clock::time_point now, Peer peer) {
    return dismissed_ ? check_dismissed(now) : check_wanted(now, peer);
}

Patience::Verdict Patience::check_wanted(Clock::time_point now, Peer peer) {
    // À écrire, dans cet ordre (un délai est passé dès l'instant où il est atteint) :
    // - le client est parti (Peer::gone) : client_left ;
    // - il a fini d'envoyer (Peer::finished_sending) : notez dans client_finished_ quand vous l'avez vu pour la
    //   première fois. Si leaving_time est passé depuis cet instant et depuis le dernier progrès : client_left ;
    // - total_time est passé depuis start_ : too_long ;
    // - quelqu'un attend (expected_), et silence_time est passé depuis le dernier progrès : silent ;
    // - sinon, wait.
    // BEGIN SOLUTION 4.5
    if (peer == Peer::gone) return Verdict::client_left;
    if (peer == Peer::finished_sending) {
        if (!client_finished_) client_finished_ = now;
        if (now - std::max(*client_finished_, last_progress_) >= limits_.leaving_time) return Verdict::client_left;
    }
    if (now - start_ >= limits_.total_time) return Verdict::too_long;
    if (expected_ && now - last_progress_ >= limits_.silence_time) return Verdict::silent;
    return Verdict::wait;
    // END SOLUTION
}

Patience::Verdict Patience::check_dismissed(Clock::time_point now) {
    // À écrire : kill dès deux fois ending_time après dismissed_ ; terminate dès une fois, mais ne le dites qu'une fois
    // (terminated_) ; sinon wait.
    // BEGIN SOLUTION 4.5
    if (now - *dismissed_ >= 2 * limits_.ending_time) return Verdict::kill;
    if (terminated_ || now - *dismissed_ < limits_.ending_time) return Verdict::wait;
    terminated_ = true;
    return Verdict::terminate;
    // END SOLUTION
}

}  // namespace cgi
