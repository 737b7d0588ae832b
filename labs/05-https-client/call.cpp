#include "05-https-client/call.hpp"

#include <algorithm>
#include <thread>

#include "03-static-server/date_clock.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/quoted.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

http::Response head_of(const Response& response) {
    return {.status = response.status_code, .reason = response.reason, .fields = response.headers};
}

}  // namespace

Response Call::run() {
    Response response = send();
    if (!will_follow(response)) return response;
    return follow(std::move(response));
}

bool Call::will_follow(const Response& response) const {
    const bool follows = asked_.options.allow_redirects.value_or(response.method != "HEAD");
    return follows && response.status_code >= 300 && response.status_code < 400;
}

Response Call::follow(Response response) {
    // À écrire : tant que redirect_of() donne une redirection, dites-la à l'observateur (redirect : --verbose et
    // --explain la montrent), allez-y (go_to) et envoyez la nouvelle requête (send). Chaque réponse quittée va dans
    // l'historique de la dernière (history_). Au-delà de limits.redirects redirections : TooManyRedirects, avec un
    // message qui dit vers quelle adresse allait celle de trop.
    // BEGIN SOLUTION 5.4
    std::vector<Response> history;
    for (;;) {
        const std::optional<Redirect> redirect = redirect_of(head_of(response), asked_.request.method, asked_.url);
        if (!redirect) break;
        if (history.size() == asked_.limits.redirects) {
            throw TooManyRedirects{"plus de " + std::to_string(asked_.limits.redirects) +
                                       " redirections, la dernière vers " + to_string(redirect->to),
                                   "le site tourne peut-être en rond : regardez ses réponses une à une (--explain)"};
        }
        asked_.observer->redirect(response.status_code, asked_.url, redirect->to, redirect->method);
        history.push_back(std::move(response));
        go_to(*redirect);
        response = send();
    }
    response.history_ = std::move(history);
    return response;
    // END SOLUTION
}

// The request becomes the one that the redirect asks for.
void Call::go_to(const Redirect& redirect) {
    if (!redirect.keeps_body) {
        drop_body(asked_.request);
    } else if (asked_.request.body && !asked_.request.body->rewind()) {
        throw InvalidRequest{client::quoted(asked_.url.host) + " redirige vers " + to_string(redirect.to) +
                                 ", mais le corps de la requête ne peut pas être relu",
                             "envoyez-le directement à cette adresse, ou depuis un fichier"};
    }
    if (!redirect.same_origin) forget_credentials(asked_);
    // ~/.netrc knows hosts, not schemes: whoever was asked by https does not get a password sent for all to read.
    if (asked_.url.is_secure() && !redirect.to.is_secure()) asked_.options.use_netrc = false;
    asked_.request.method = redirect.method;
    asked_.url = redirect.to;
}

Response Call::send() {
    const bool once = asked_.options.retries.value_or(Retries{}).count == 0;
    return once ? send_and_read() : send_with_retries();
}

Response Call::send_with_retries() {
    // À écrire : envoyez la requête (send_and_read). Si sa réponse est passagère (is_transient), ou si elle échoue
    // d'une façon qui peut passer (may_pass), attendez (pause_before) et recommencez, au plus retries.count fois, et
    // seulement si may_repeat() le permet. La dernière réponse est rendue, la dernière exception relancée.
    // BEGIN SOLUTION 5.7
    for (unsigned attempt = 1;; ++attempt) {
        const bool last = attempt > asked_.options.retries->count;
        try {
            Response response = send_and_read();
            if (last || !is_transient(response.status_code) || !may_repeat(asked_)) return response;
            pause_before(attempt, &response, "réponse " + std::to_string(response.status_code));
        } catch (const RequestException& failure) {
            if (last || !may_pass(failure) || !may_repeat(asked_)) throw;
            pause_before(attempt, nullptr, failure.what());
        }
    }
    // END SOLUTION
}

// Waits before the next try, as long as the server asks for, otherwise as delay_before() says. `answer`: nullptr, there
// was none.
void Call::pause_before(unsigned attempt, const Response* answer, std::string_view why) {
    const Retries& retries = *asked_.options.retries;
    std::chrono::milliseconds delay =
        delay_before(attempt, retries, std::uniform_real_distribution<double>{}(random_));
    const auto asked = answer == nullptr ? std::nullopt : retry_after(head_of(*answer), files::current_second());
    if (asked) delay = std::min<std::chrono::milliseconds>(*asked, retries.longest_delay);
    asked_.observer->retrying(attempt, delay, why);
    const std::chrono::milliseconds left = asked_.timer.total().remaining();
    std::this_thread::sleep_for(std::min(delay, left));
    if (delay >= left) asked_.timer.throw_expired(Timer::Phase::read, asked_.url.host);
}

// The body is read here, so that a failure in its middle may be repeated like any other. Nobody wants that of a
// redirect: a little of it is dropped, to keep the connection, and a long one is cut off.
Response Call::send_and_read() {
    Response response = sender_.send_once();
    if (will_follow(response)) {
        response.drop_body(asked_.limits.drained_bytes);
    } else if (!asked_.options.stream.value_or(false)) {
        response.content();
    }
    return response;
}

}  // namespace client
