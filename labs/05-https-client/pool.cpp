#include <algorithm>

#include "05-https-client/route.hpp"

namespace client {

std::unique_ptr<Connection> Pool::take(const Route& route) {
    std::erase_if(idle_, [](const Idle& idle) { return !idle.connection->is_reusable(); });
    const auto leads_there = [&](const Idle& idle) { return idle.route == route; };
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(), leads_there);  // the one used last
    if (found == idle_.rend()) return nullptr;
    std::unique_ptr<Connection> connection = std::move(found->connection);
    idle_.erase(std::next(found).base());
    return connection;
}

void Pool::give_back(const Route& route, std::unique_ptr<Connection> connection) {
    if (!connection->is_reusable()) return connection->close();
    idle_.push_back({route, std::move(connection)});
    if (idle_.size() > limit_) {
        idle_.front().connection->close();
        idle_.erase(idle_.begin());
    }
}

}  // namespace client
