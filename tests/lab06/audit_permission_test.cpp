#include "06-security/audit/evidence.hpp"
#include "06-security/audit/permission.hpp"
#include "common/program.hpp"
#include "support/catch.hpp"

namespace {

// A name server that gives these addresses for every name.
client::Resolver leads_to(std::vector<std::string> addresses) {
    return [addresses = std::move(addresses)](const std::string&, std::uint16_t port) {
        std::vector<tcp::Address> all;
        for (const std::string& address : addresses) {
            all.push_back(tcp::resolve(address, port, tcp::Purpose::connect).front());
        }
        return all;
    };
}

// Is this host audited, when its name leads there?
bool is_permitted(const std::string& url, std::vector<std::string> addresses, std::vector<std::string> permitted = {}) {
    try {
        audit::demand_permission(client::url_from(url), permitted, leads_to(std::move(addresses)));
        return true;
    } catch (const common::WrongUsage& refusal) {
        CHECK(audit::contains(refusal.what(), "--i-have-permission"));
        return false;
    }
}

}  // namespace

TEST_CASE("audit : cette machine peut toujours être auditée") {
    CHECK(is_permitted("http://127.0.0.1:8080", {"127.0.0.1"}));
    CHECK(is_permitted("http://[::1]:8080", {"::1"}));
    CHECK(is_permitted("http://poste.test", {"127.0.0.1", "::1", "127.8.9.10"}));
}

TEST_CASE("audit : une autre machine ne peut l'être qu'avec une permission à son nom") {
    CHECK_FALSE(is_permitted("http://192.0.2.7", {"192.0.2.7"}));
    CHECK_FALSE(is_permitted("http://poste.test", {"192.0.2.7"}));
    CHECK_FALSE(is_permitted("http://poste.test", {"192.0.2.7"}, {"autre.test"}));
    CHECK_FALSE(is_permitted("http://0.0.0.0", {"0.0.0.0"}));
    CHECK(is_permitted("http://poste.test", {"192.0.2.7"}, {"autre.test", "poste.test"}));
    CHECK(is_permitted("http://POSTE.test.", {"192.0.2.7"}, {"poste.test"}));
}

TEST_CASE("audit : un nom qui mène à cette machine et à une autre est refusé") {
    CHECK_FALSE(is_permitted("http://poste.test", {"127.0.0.1", "192.0.2.7"}));
}
