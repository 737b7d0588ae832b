#include <sys/resource.h>

#include <algorithm>
#include <array>

#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"

namespace audit {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

const char* const resources_slide = "06-security.md#les-clients-lents";

Finding large_head(Context& context) {
    constexpr std::size_t size = 1024 * 1024;
    const RawAnswer answer = context.send_raw("GET / HTTP/1.1\r\nHost: " + context.host() + "\r\nX-Audit: " +
                                                  std::string(size, 'a') + "\r\nConnection: close\r\n\r\n",
                                              10s);
    if (answer.status() != 0 && answer.status() < 400) {
        return failed(described(answer) + " : un champ de 1 Mio est admis");
    }
    return answer.closed || answer.status() != 0 ? passed(described(answer)) : warned(described(answer));
}

Finding many_fields(Context& context) {
    constexpr int count = 5'000;
    std::string request = "GET / HTTP/1.1\r\nHost: " + context.host() + "\r\nConnection: close\r\n";
    for (int i = 0; i < count; ++i) request += "a:1\r\n";
    const RawAnswer answer = context.send_raw(request + "\r\n", 10s);
    if (answer.status() != 0 && answer.status() < 400) return failed(described(answer) + " : 5 000 champs sont admis");
    return answer.closed || answer.status() != 0 ? passed(described(answer)) : warned(described(answer));
}

// How long the server puts up with a client that sends `beginning`, then a byte a second.
struct Patience {
    bool ended = false;           // within the time that was given
    std::string received;         // what it said
    std::chrono::seconds after{};
};

Patience patience_for(Context& context, std::string_view beginning, std::chrono::seconds limit) {
    const std::unique_ptr<client::Transport> transport = context.connect();
    const auto began = Clock::now();
    const tcp::Deadline deadline = tcp::Deadline::after(limit);
    transport->write(beginning, deadline, false);
    Patience patience;
    std::array<char, 4096> buffer{};
    while (deadline.remaining() > 0ms && !patience.ended) {
        const tcp::Chunk chunk =
            transport->read_some(buffer, tcp::Deadline::after(std::min(1'000ms, deadline.remaining())));
        if (chunk.outcome == tcp::Outcome::complete) patience.received.append(buffer.data(), chunk.size);
        const bool silent = chunk.outcome == tcp::Outcome::expired;
        patience.ended = !silent && chunk.outcome != tcp::Outcome::complete;
        if (silent) patience.ended = transport->write("a", deadline, false).outcome == tcp::Outcome::reset;
    }
    patience.after = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began);
    return patience;
}

Finding judge_patience(const Patience& patience) {
    const std::string seconds = counted(static_cast<std::size_t>(patience.after.count()), "seconde", "secondes");
    const std::string said = patience.received.empty() ? "" : " (" + first_line(patience.received) + ")";
    if (patience.ended) return passed("la connexion est fermée au bout de " + seconds + said);
    return failed("un octet par seconde, et la connexion est encore ouverte au bout de " + seconds + said);
}

// A busy machine may be late.
std::chrono::seconds patience_of(const Context& context) {
    return context.profile().patience + 5s;
}

Finding slow_head(Context& context) {
    return judge_patience(patience_for(context, "GET / HTTP/1.1\r\nHost: " + context.host() + "\r\nX-Audit: ",
                                       patience_of(context)));
}

Finding slow_body(Context& context) {
    const std::string& token = context.profile().token;
    const std::string head = "POST " + (token.empty() ? "/" : token) + " HTTP/1.1\r\nHost: " + context.host() +
                             "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\na=";
    return judge_patience(patience_for(context, head, patience_of(context)));
}

constexpr std::size_t crowd_size = 1'000;

// Room for that many connections, and for what else is open. False: the system does not allow it.
bool make_room_for_descriptors() {
    constexpr rlim_t wanted = crowd_size + 100;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
    if (limit.rlim_cur >= wanted) return true;
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    return limit.rlim_cur >= wanted && ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

// A thousand connections that each hold half a head. Fewer if the server takes no more.
std::vector<std::unique_ptr<client::Transport>> gather(Context& context) {
    std::vector<std::unique_ptr<client::Transport>> crowd;
    const auto until = Clock::now() + 30s;
    while (crowd.size() < crowd_size && Clock::now() < until) {
        try {
            crowd.push_back(context.connect());
        } catch (const client::RequestException&) {
            break;
        }
        crowd.back()->write("GET / HTTP/1.1\r\nX-Audit: ", tcp::Deadline::after(1s), false);
    }
    return crowd;
}

Finding crowd(Context& context) {
    if (!make_room_for_descriptors()) return not_tested("ce système ne permet pas mille connexions (« ulimit -n »)");
    const auto crowd = gather(context);
    const std::string who = counted(crowd.size(), "client lent est là", "clients lents sont là");
    const auto began = Clock::now();
    try {
        client::Response answer =
            context.request("GET", "/", {.timeout = client::Timeouts{.connect = 5s, .read = 5s, .total = 5s}});
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
        const std::string evidence =
            who + ", et GET / donne " + described(answer) + " en " + std::to_string(elapsed.count()) + " ms";
        return answer.status_code < 500 ? passed(evidence) : failed(evidence);
    } catch (const client::RequestException& error) {
        return failed(who + ", et GET / n'a pas de réponse : " + error.what());
    }
}

Item slow_head_item() {
    return {
        .id = "slow-head",
        .group = Group::resources,
        .severity = Severity::high,
        .title = "Un client lent : l'en-tête",
        .threat =
            "Un octet par seconde et par connexion : une seule machine occupe toutes les places du serveur "
            "(slowloris).",
        .sent = "Le début d'un en-tête, puis un octet par seconde.",
        .expected = "408, ou la connexion fermée, au bout du délai du serveur (« patience » du profil, 25 s sinon).",
        .cure = "Un délai pour tout l'en-tête, et non pour chaque octet.",
        .slide = resources_slide,
        .sources = {"RFC 9110 §15.5.9", "CWE-400", "CVE-2007-6750"},
        .slow = true,
        .run = slow_head};
}

Item slow_body_item() {
    return {
        .id = "slow-body",
        .group = Group::resources,
        .severity = Severity::high,
        .title = "Un client lent : le corps",
        .threat =
            "Un corps annoncé, puis envoyé octet par octet, occupe une place du serveur aussi longtemps que "
            "l'attaquant le veut.",
        .sent = "POST d'un corps de 4 000 octets, un octet par seconde.",
        .expected = "408 (ou un refus) et la connexion fermée, au bout du délai du serveur (« patience » du profil).",
        .cure = "Un débit minimal, compté sur quelques secondes, en plus d'un délai entre deux octets.",
        .slide = resources_slide,
        .sources = {"RFC 9110 §15.5.9", "CWE-400"},
        .slow = true,
        .run = slow_body};
}

Item large_head_item() {
    return {.id = "large-head",
            .group = Group::resources,
            .severity = Severity::medium,
            .title = "Un champ de 1 Mio",
            .threat = "Sans limite, c'est l'attaquant qui choisit la mémoire que prend une requête.",
            .sent = "GET / avec un champ de 1 Mio.",
            .expected = "431 (ou une autre erreur 4xx), ou la connexion fermée.",
            .cure = "Une limite à la taille de l'en-tête, vérifiée pendant la lecture.",
            .slide = resources_slide,
            .sources = {"RFC 9110 §5.4", "RFC 6585 §5", "CWE-770"},
            .slow = false,
            .run = large_head};
}

Item many_fields_item() {
    return {.id = "many-fields",
            .group = Group::resources,
            .severity = Severity::low,
            .title = "5 000 champs dans une requête",
            .threat = "Chaque champ coûte plus que ses octets : tables, copies, comparaisons.",
            .sent = "GET / avec 5 000 champs de trois octets.",
            .expected = "431 (ou une autre erreur 4xx), ou la connexion fermée.",
            .cure = "Une limite au nombre de champs, en plus de leur taille.",
            .slide = resources_slide,
            .sources = {"RFC 9110 §5.4", "RFC 6585 §5", "CWE-770"},
            .slow = false,
            .run = many_fields};
}

Item crowd_item() {
    return {.id = "crowd",
            .group = Group::resources,
            .severity = Severity::high,
            .title = "Mille clients lents et un client pressé",
            .threat = "Un serveur qui donne à chaque connexion un fil ou un processus n'en a plus pour personne.",
            .sent = "Mille connexions avec chacune une moitié d'en-tête, puis un simple GET /.",
            .expected = "Le GET a sa réponse en moins de cinq secondes.",
            .cure = "Des connexions qui ne coûtent qu'un peu de mémoire (coroutines, epoll), un délai pour chacune.",
            .slide = resources_slide,
            .sources = {"CWE-400", "CWE-770", "CVE-2007-6750"},
            .slow = true,
            .run = crowd};
}

}  // namespace

std::vector<Item> resource_items() {
    return {slow_head_item(), slow_body_item(), large_head_item(), many_fields_item(), crowd_item()};
}

}  // namespace audit
