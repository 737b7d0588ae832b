#include "01-tcp/event.hpp"

#include "common/escape.hpp"

namespace tcp {

std::string describe(EventKind kind, Direction direction, std::size_t size) {
    const bool to_server = direction == Direction::to_server;
    const std::string sender = to_server ? "le client" : "le serveur";
    switch (kind) {
    case EventKind::accepted: return "connexion du client";
    case EventKind::connected: return "connexion au serveur";
    case EventKind::unreachable: return "le serveur est injoignable, le client est éconduit (RST)";
    case EventKind::data: return common::format_bytes(size) + (to_server ? " vers le serveur" : " vers le client");
    case EventKind::finished: return sender + " a fini d'envoyer (FIN)";
    case EventKind::reset: return sender + " a coupé la connexion (RST)";
    case EventKind::expired: return "plus rien ne passe depuis trop longtemps, le relais ferme la connexion";
    case EventKind::stopped: return "le relais s'arrête";
    case EventKind::closed: return "connexion fermée";
    }
    return "";
}

std::string format_elapsed(std::chrono::microseconds elapsed) {
    const bool seconds = elapsed >= std::chrono::seconds{1};
    const auto unit = seconds ? 1'000'000 : 1'000;
    const auto smallest = seconds ? 1'000 : 100;
    std::string decimals = std::to_string(elapsed.count() % unit / smallest);
    decimals.insert(0, (seconds ? 3 : 1) - decimals.size(), '0');
    return "+" + std::to_string(elapsed.count() / unit) + "," + decimals + (seconds ? "\u00A0s" : "\u00A0ms");
}

}  // namespace tcp
