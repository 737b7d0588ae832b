#include "04-cgi/patience.hpp"

#include <vector>

#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;
using cgi::Patience;
using Peer = files::Stream::Peer;
using Verdict = Patience::Verdict;
using Dismissal = Patience::Dismissal;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; patience.hpp",
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis un script qui fait : sleep 1000"}};
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::wait: return "wait";
    case Verdict::silent: return "silent";
    case Verdict::too_long: return "too_long";
    case Verdict::client_left: return "client_left";
    case Verdict::terminate: return "terminate";
    case Verdict::kill: return "kill";
    }
    return "?";
}

cgi::Limits limits_of_test() {
    cgi::Limits limits;
    limits.silence_time = 60s;
    limits.total_time = 600s;
    limits.ending_time = 3s;
    limits.leaving_time = 2s;
    return limits;
}

// A patience whose time is a number.
struct Waiting {
    cgi::Limits limits = limits_of_test();
    Patience::Clock::time_point start = Patience::Clock::time_point{} + 1h;
    Patience patience{limits, start};
    std::chrono::milliseconds elapsed{0};
    Peer peer = Peer::present;

    Patience::Clock::time_point now() const { return start + elapsed; }

    // Moves to this moment after the start, and asks.
    std::string_view at(std::chrono::milliseconds moment) {
        elapsed = moment;
        return name_of(patience.check(now(), peer));
    }
    void progress_at(std::chrono::milliseconds moment) {
        elapsed = moment;
        patience.progress(now());
    }
};

}  // namespace

TEST_CASE("4.5 un script que l'on attend et qui se tait trop longtemps est jugé silencieux") {
    support::Lesson lesson = lesson_on("silence_time");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    lesson.expect("le verdict juste avant silence_time", waiting.at(60s - 1ms), "wait");
    lesson.expect("le verdict à silence_time", waiting.at(60s), "silent");
}

TEST_CASE("4.5 un script qui donne signe de vie a de nouveau tout son temps") {
    support::Lesson lesson = lesson_on("silence_time");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    for (int minute = 1; minute <= 5; ++minute) {
        waiting.progress_at(minute * 59s);
        lesson.expect("le verdict tant qu'il parle", waiting.at(minute * 59s), "wait");
    }
    lesson.expect("le verdict une minute après le dernier signe", waiting.at(5 * 59s + 60s), "silent");
}

TEST_CASE("4.5 le silence d'un script que personne n'attend n'est pas une faute") {
    support::Lesson lesson = lesson_on("un client lent fait attendre le script");
    Waiting waiting;
    lesson.expect("le verdict quand personne n'a encore attendu", waiting.at(300s), "wait");
    waiting.patience.expect(waiting.now());
    lesson.expect("le verdict dès que l'on attend", waiting.at(300s), "wait");
    waiting.patience.stop_expecting();
    lesson.expect("le verdict quand on n'attend plus", waiting.at(500s), "wait");
    waiting.patience.expect(waiting.now());
    lesson.expect("le verdict 59 s après avoir recommencé d'attendre", waiting.at(559s), "wait");
    lesson.expect("le verdict 60 s après", waiting.at(560s), "silent");
}

TEST_CASE("4.5 un script qui parle sans jamais finir est arrêté à total_time") {
    support::Lesson lesson = lesson_on("total_time");
    for (const bool expected : {true, false}) {
        Waiting waiting;
        if (expected) waiting.patience.expect(waiting.now());
        waiting.progress_at(600s - 1ms);
        lesson.expect("le verdict juste avant", waiting.at(600s - 1ms), "wait");
        waiting.progress_at(600s);
        lesson.expect("le verdict à total_time", waiting.at(600s), "too_long");
    }
}

TEST_CASE("4.5 un client parti se voit aussitôt, même d'un script qui parle") {
    support::Lesson lesson = lesson_on("une personne partie n'attend plus rien");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    waiting.progress_at(10s);
    lesson.expect("le verdict tant qu'il est là", waiting.at(10s), "wait");
    waiting.peer = Peer::gone;
    lesson.expect("le verdict quand il est parti", waiting.at(10s), "client_left");
}

TEST_CASE("4.5 un client qui a fini d'envoyer est servi tant que le script parle") {
    support::Lesson lesson = lesson_on("leaving_time");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    lesson.step("le client dit à 10 s qu'il n'enverra plus rien : il attend sa réponse, ou il est parti");
    waiting.at(10s);
    waiting.peer = Peer::finished_sending;
    lesson.expect("le verdict à 10 s", waiting.at(10s), "wait");
    lesson.expect("le verdict à 11,9 s", waiting.at(11'900ms), "wait");
    waiting.progress_at(11'900ms);
    lesson.step("le script parle à 11,9 s");
    lesson.expect("le verdict à 13,8 s", waiting.at(13'800ms), "wait");
    lesson.expect("le verdict à 13,9 s, deux secondes après", waiting.at(13'900ms), "client_left");
}

TEST_CASE("4.5 leaving_time ne part pas avant que l'on ait vu le client finir") {
    support::Lesson lesson = lesson_on("leaving_time");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    waiting.at(50s);
    waiting.peer = Peer::finished_sending;
    lesson.step("le script se tait depuis 50 s quand le client finit d'envoyer");
    lesson.expect("le verdict à cet instant", waiting.at(50s), "wait");
    lesson.expect("le verdict juste avant deux secondes", waiting.at(52s - 1ms), "wait");
    lesson.expect("le verdict deux secondes après", waiting.at(52s), "client_left");
}

TEST_CASE("4.5 un client qui a fini d'envoyer n'allonge aucun délai") {
    support::Lesson lesson = lesson_on("total_time, silence_time");
    Waiting talking;
    talking.peer = Peer::finished_sending;
    for (int second = 0; second < 600; ++second) {
        talking.progress_at(second * 1s);
        lesson.require("le verdict tant que le script parle", talking.at(second * 1s), "wait");
    }
    lesson.expect("le verdict à total_time", talking.at(600s), "too_long");

    Waiting silent;
    silent.patience.expect(silent.now());
    silent.at(59s);
    silent.peer = Peer::finished_sending;
    lesson.expect("le verdict juste avant silence_time", silent.at(60s - 1ms), "wait");
    lesson.expect("le verdict à silence_time, moins de deux secondes après que le client a fini", silent.at(60s),
                  "silent");
}

TEST_CASE("4.5 quand plusieurs délais sont passés, le verdict est le premier de la liste") {
    support::Lesson lesson = lesson_on("check_wanted : l'ordre des questions");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    lesson.step("le script se tait depuis 600 s, et c'est aussi total_time");
    lesson.expect("le verdict", waiting.at(600s), "too_long");
    waiting.peer = Peer::finished_sending;
    lesson.step("le client a fini d'envoyer");
    lesson.expect("le verdict aussitôt", waiting.at(600s), "too_long");
    lesson.expect("le verdict leaving_time après", waiting.at(602s), "client_left");
    waiting.peer = Peer::gone;
    lesson.expect("le verdict quand il est parti", waiting.at(602s), "client_left");

    Waiting busy;
    busy.progress_at(600s);
    busy.peer = Peer::gone;
    lesson.expect("le verdict à total_time, d'un client parti", busy.at(600s), "client_left");
}

TEST_CASE("4.5 un script congédié finit de lui-même, sinon SIGTERM, sinon SIGKILL") {
    support::Lesson lesson = lesson_on("ending_time ; signal(7)");
    Waiting waiting;
    waiting.at(10s);
    waiting.patience.dismiss(Dismissal::gentle, waiting.now());
    lesson.expect_that("il est congédié", waiting.patience.is_dismissed());
    lesson.expect("le verdict aussitôt", waiting.at(10s), "wait");
    lesson.expect("le verdict juste avant ending_time", waiting.at(13s - 1ms), "wait");
    lesson.expect("le verdict à ending_time", waiting.at(13s), "terminate");
    lesson.expect("le verdict ensuite : cela ne se dit qu'une fois", waiting.at(13s), "wait");
    lesson.expect("le verdict juste avant deux fois ending_time", waiting.at(16s - 1ms), "wait");
    lesson.expect("le verdict à deux fois ending_time", waiting.at(16s), "kill");
    lesson.expect("le verdict ensuite : cela se dit chaque fois", waiting.at(17s), "kill");
    lesson.expect("le verdict bien plus tard", waiting.at(100s), "kill");
}

TEST_CASE("4.5 un script congédié d'urgence reçoit SIGTERM tout de suite") {
    support::Lesson lesson = lesson_on("ending_time");
    Waiting waiting;
    waiting.at(10s);
    lesson.expect_that("il n'est pas congédié au début", !waiting.patience.is_dismissed());
    waiting.patience.dismiss(Dismissal::urgent, waiting.now());
    lesson.expect("le verdict aussitôt", waiting.at(10s), "terminate");
    lesson.expect("le verdict juste avant ending_time", waiting.at(13s - 1ms), "wait");
    lesson.expect("le verdict à ending_time", waiting.at(13s), "kill");
}

TEST_CASE("4.5 qui a tardé à demander tue sans plus prévenir") {
    support::Lesson lesson = lesson_on("ending_time");
    Waiting waiting;
    waiting.patience.dismiss(Dismissal::gentle, waiting.now());
    lesson.step("le script est congédié, et le serveur, trop occupé, ne demande qu'à deux fois ending_time");
    lesson.expect("le verdict", waiting.at(6s), "kill");
}

TEST_CASE("4.5 congédié encore, un script ne gagne pas de temps") {
    support::Lesson lesson = lesson_on("de deux instants, le plus ancien compte");
    Waiting again;
    again.patience.dismiss(Dismissal::gentle, again.now());
    again.at(2s);
    again.patience.dismiss(Dismissal::gentle, again.now());
    lesson.expect("le verdict à ending_time après la première fois", again.at(3s), "terminate");

    Waiting urgent_first;
    urgent_first.patience.dismiss(Dismissal::urgent, urgent_first.now());
    urgent_first.patience.dismiss(Dismissal::gentle, urgent_first.now());
    lesson.expect("le verdict, d'abord congédié d'urgence", urgent_first.at(0s), "terminate");

    Waiting urgent_then;
    urgent_then.patience.dismiss(Dismissal::gentle, urgent_then.now());
    urgent_then.at(1s);
    urgent_then.patience.dismiss(Dismissal::urgent, urgent_then.now());
    lesson.expect("le verdict, congédié d'urgence ensuite", urgent_then.at(1s), "terminate");
    lesson.expect("le verdict ending_time après", urgent_then.at(4s), "kill");
}

TEST_CASE("4.5 d'un script congédié, ni le client ni le silence ne comptent plus") {
    support::Lesson lesson = lesson_on("patience.hpp");
    Waiting waiting;
    waiting.patience.expect(waiting.now());
    waiting.elapsed = 599s;
    waiting.peer = Peer::gone;
    waiting.patience.dismiss(Dismissal::gentle, waiting.now());
    lesson.expect("le verdict", waiting.at(600s), "wait");
    waiting.progress_at(602s);
    lesson.expect("le verdict à ending_time, même s'il parle", waiting.at(602s), "terminate");
}
