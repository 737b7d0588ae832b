#include "06-security/audit/answers.hpp"
#include "06-security/audit/framing.hpp"
#include "06-security/audit/variants.hpp"
#include "support/catch.hpp"
#include "support/exact_buffer.hpp"

using audit::RawAnswer;
using audit::Verdict;

namespace {

std::size_t count(std::string_view bytes, bool at_end = true) {
    return audit::read_answers(support::ExactBuffer{bytes}.view(), at_end).size();
}

RawAnswer received(std::string bytes, bool closed) {
    RawAnswer answer;
    answer.received = std::move(bytes);
    answer.closed = closed;
    return answer;
}

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK";
const std::string bad = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

}  // namespace

TEST_CASE("audit : les réponses se comptent par leur propre longueur") {
    CHECK(count("") == 0);
    CHECK(count(ok) == 1);
    CHECK(count(ok + ok + bad) == 3);
    CHECK(count("HTTP/1.1 204 No Content\r\n\r\n" + bad, false) == 2);
    CHECK(count("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n" + ok) == 2);
}

TEST_CASE("audit : une réponse qui en imite une autre dans son corps n'en est qu'une") {
    CHECK(count("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(ok.size()) + "\r\n\r\n" + ok) == 1);
    CHECK(count("HTTP/1.0 200 OK\r\n\r\n" + ok) == 1);
}

TEST_CASE("audit : une réponse 100 ne compte pas") {
    CHECK(count("HTTP/1.1 100 Continue\r\n\r\n" + ok) == 1);
    CHECK(received("HTTP/1.1 100 Continue\r\n\r\n" + bad, true).status() == 400);
}

TEST_CASE("audit : un en-tête tronqué ou autre chose que HTTP ne compte pas") {
    CHECK(count("HTTP/1.1 200 OK\r\nContent-Le") == 0);
    CHECK(count("<html>Bonjour</html>") == 0);
    CHECK(count(ok + "SSH-2.0-x\r\n") == 1);
    CHECK(received("", true).status() == 0);
}

TEST_CASE("audit : une réponse dont le corps manque encore n'est pas entière") {
    const auto answers = audit::read_answers("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nOK", false);
    REQUIRE(answers.size() == 1);
    CHECK(answers.front().status == 200);
    CHECK_FALSE(answers.front().whole);
    CHECK_FALSE(audit::read_answers("HTTP/1.1 200 OK\r\n\r\nOK", false).front().whole);
    CHECK(audit::read_answers("HTTP/1.1 200 OK\r\n\r\nOK", true).front().whole);
}

TEST_CASE("audit : une requête fautive doit être refusée, et rien lu après elle") {
    CHECK(audit::judge_refusal(received(bad, true)).verdict == Verdict::pass);
    CHECK(audit::judge_refusal(received("HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n", true)).verdict ==
          Verdict::pass);
    CHECK(audit::judge_refusal(received("", true)).verdict == Verdict::pass);
    CHECK(audit::judge_refusal(received(ok + ok, true)).verdict == Verdict::fail);
    CHECK(audit::judge_refusal(received(bad + ok, true)).verdict == Verdict::fail);
    CHECK(audit::judge_refusal(received(ok, true)).verdict == Verdict::warn);
    CHECK(audit::judge_refusal(received("", false)).verdict == Verdict::warn);
}

TEST_CASE("audit : de plusieurs variantes, la pire décide, et elle seule est racontée") {
    using audit::Variant;
    const Variant fine{"A", audit::passed("refusée")};
    const Variant odd{"B", audit::warned("admise")};
    const Variant wrong{"C", audit::failed("lue deux fois")};
    const Variant also_wrong{"D", audit::failed("lue deux fois")};
    const Variant unknown{"E", audit::not_tested("personne")};
    CHECK(audit::worst_of({fine, unknown}).verdict == Verdict::pass);
    CHECK(audit::worst_of({fine, odd}).verdict == Verdict::warn);
    CHECK(audit::worst_of({unknown}).verdict == Verdict::not_tested);
    CHECK(audit::worst_of({}).verdict == Verdict::not_tested);
    const audit::Finding worst = audit::worst_of({fine, wrong, odd, also_wrong});
    CHECK(worst.verdict == Verdict::fail);
    CHECK(worst.evidence == "C, D : lue deux fois");
}
