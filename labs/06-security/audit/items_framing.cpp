#include "06-security/audit/answers.hpp"
#include "06-security/audit/evidence.hpp"
#include "06-security/audit/framing.hpp"
#include "06-security/audit/variants.hpp"

namespace audit {
namespace {

const char* const framing_slide = "06-security.md#une-requête-deux-lectures";
const char* const unseen = "le serveur n'admet aucune requête avec un corps : sa façon de lire ne se voit pas";

std::string length_field(std::size_t length) {
    return "Content-Length: " + std::to_string(length) + "\r\n";
}

// If Content-Length counts, all of the body belongs to the request: two answers. If Transfer-Encoding does, two more
// requests stand in it: four answers, or one if the connection is closed behind it, as it must be (RFC 9112 §6.3).
Finding judge_both(const RawAnswer& answer) {
    switch (answer.answers()) {
    case 0:
    case 1: break;
    case 2: return failed(described(answer) + " : Content-Length l'emporte, Transfer-Encoding est oublié");
    default:
        return failed(described(answer) + " : Transfer-Encoding l'emporte, et la suite est lue comme des requêtes");
    }
    if (!answer.closed) return warned(described(answer) + " : la requête n'est pas refusée");
    return passed(described(answer));
}

Finding content_length_and_transfer_encoding(Context& context) {
    const std::optional<Carrier> carrier = find_carrier(context, BodyForm::length);
    if (!carrier) return not_tested(unseen);
    const std::string body = "0\r\n\r\n" + plain_get(context) + plain_get(context);
    const std::string length = length_field(body.size());
    const std::string coding = "Transfer-Encoding: chunked\r\n";
    std::vector<Variant> variants;
    for (const auto& [name, fields] : {std::pair{"Content-Length d'abord", length + coding},
                                       std::pair{"Transfer-Encoding d'abord", coding + length}}) {
        const RawAnswer answer = context.send_raw(framed(context, *carrier, fields, body) + last_get(context));
        variants.push_back({name, judge_both(answer)});
    }
    return worst_of(variants);
}

Finding two_lengths(Context& context) {
    const std::optional<Carrier> carrier = find_carrier(context, BodyForm::length);
    if (!carrier) return not_tested(unseen);
    const std::string body = "audit" + plain_get(context);
    const std::string longer = std::to_string(body.size());
    std::vector<Variant> variants;
    for (const std::string& fields : {length_field(5) + length_field(body.size()),
                                      length_field(body.size()) + length_field(5),
                                      "Content-Length: 5, " + longer + "\r\n"}) {
        const RawAnswer answer = context.send_raw(framed(context, *carrier, fields, body) + last_get(context));
        variants.push_back({in_quotes(fields), judge_refusal(answer)});
    }
    return worst_of(variants);
}

Finding spelling_of_transfer_encoding(Context& context) {
    const std::optional<Carrier> carrier = find_carrier(context, BodyForm::chunks);
    if (!carrier) return not_tested(unseen);
    std::vector<Variant> variants;
    for (const std::string value :
         {"xchunked", "chunked, identity", "chunked\v", "\vchunked", "chunked;q=1", "identity", "\"chunked\""}) {
        const std::string fields = "Transfer-Encoding: " + value + "\r\n";
        const RawAnswer answer = context.send_raw(framed(context, *carrier, fields, "0\r\n\r\n") + last_get(context));
        variants.push_back({in_quotes(value), judge_refusal(answer)});
    }
    return worst_of(variants);
}

// What is not refused is a mistake, whatever is done with the field.
Finding judge_field(const RawAnswer& answer) {
    const Finding finding = judge_refusal(answer);
    return finding.verdict == Verdict::warn ? failed(described(answer) + " : la requête est admise") : finding;
}

Finding space_before_colon(Context& context) {
    std::vector<Variant> variants;
    for (const std::string fields : {"X-Audit : 1\r\n", "Content-Length : 5\r\n", "Content-Length\t: 5\r\n"}) {
        const std::string body = contains(fields, "Length") ? "audit" : "";
        const RawAnswer answer = context.send_raw(framed(context, Carrier{}, fields, body) + last_get(context));
        variants.push_back({in_quotes(fields), judge_field(answer)});
    }
    return worst_of(variants);
}

// « Content-Length: 5 » stands on a line that continues the one before. Taken for a field, it announces the five bytes
// that follow, and the next request is answered like any other; as a part of the value before, it announces nothing,
// and the next request begins with these five bytes.
Finding judge_fold(const RawAnswer& answer, int status_of_get) {
    const std::vector<Answer> answers = read_answers(answer.received, answer.closed);
    if (answers.size() > 1 && answers.back().status == status_of_get) {
        return failed(described(answer) + " : la ligne repliée est lue comme un champ");
    }
    const bool is_unfolded = !answers.empty() && answers.front().status == status_of_get;
    if (is_unfolded) return warned(described(answer) + " : le repli est admis et recollé, ce que la RFC tolère");
    return judge_refusal(answer);
}

Finding folded_field(Context& context) {
    const int usual = context.send_raw(last_get(context)).status();
    if (usual >= 400) return not_tested("GET / donne une erreur : un refus ne s'en distinguerait pas");
    std::vector<Variant> variants;
    for (const std::string fields : {"X-Audit: 1\r\n Content-Length: 5\r\n", "X-Audit: 1\r\n\tContent-Length: 5\r\n"}) {
        const RawAnswer answer = context.send_raw(framed(context, Carrier{}, fields, "audit") + last_get(context));
        variants.push_back({in_quotes(fields), judge_fold(answer, usual)});
    }
    return worst_of(variants);
}

Finding chunk_size(Context& context) {
    const std::optional<Carrier> carrier = find_carrier(context, BodyForm::chunks);
    if (!carrier || !carrier->persistent) {
        return not_tested("le serveur ne lit pas de requête après un corps en morceaux : rien ne se verrait");
    }
    std::vector<Variant> variants;
    for (const std::string size : {"0x5", "+5", "-1", "5 ", "10000000000000005"}) {
        const std::string body = size + "\r\naudit\r\n0\r\n\r\n";
        const std::string request = framed(context, *carrier, "Transfer-Encoding: chunked\r\n", body);
        Finding finding = judge_refusal(context.send_raw(request + last_get(context)));
        // One space more is against the grammar, but nobody reads another number.
        if (size == "5 " && finding.verdict == Verdict::fail) finding.verdict = Verdict::warn;
        variants.push_back({in_quotes(size), finding});
    }
    return worst_of(variants);
}

Finding host_field(Context& context) {
    const std::string close = "Connection: close\r\n\r\n";
    const std::string mine = "Host: " + context.host() + "\r\n";
    std::vector<Variant> variants;
    for (const auto& [name, fields] :
         {std::pair{"deux Host différents", mine + "Host: autre.example\r\n"},
          std::pair{"aucun Host en HTTP/1.1", std::string{}},
          std::pair{"un Host qui n'est pas un nom d'hôte", std::string{"Host: a b/c\r\n"}}}) {
        const RawAnswer answer = context.send_raw("GET / HTTP/1.1\r\n" + fields + close);
        variants.push_back({name, judge_field(answer)});
    }
    return worst_of(variants);
}

Item both_item() {
    return {.id = "cl-te",
            .group = Group::framing,
            .severity = Severity::critical,
            .title = "Content-Length et Transfer-Encoding dans la même requête",
            .threat = "Si un mandataire suit l'un et le serveur l'autre, l'attaquant glisse une requête dans celle du "
                      "client suivant (contrebande de requêtes).",
            .sent = "Une requête avec les deux champs, dont le corps contient deux autres requêtes, puis une dernière "
                    "requête : le nombre de réponses dit lequel des deux champs a été suivi.",
            .expected = "400, ou bien Transfer-Encoding l'emporte et la connexion est fermée après la réponse.",
            .cure = "Refusez toute requête dont la longueur est dite de deux façons, et fermez la connexion.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §6.3", "RFC 9112 §11.2", "CWE-444", "CVE-2019-20445"},
            .slow = false,
            .run = content_length_and_transfer_encoding};
}

Item two_lengths_item() {
    return {.id = "two-lengths",
            .group = Group::framing,
            .severity = Severity::critical,
            .title = "Deux Content-Length différents",
            .threat = "Deux programmes qui choisissent chacun une longueur ne voient pas la fin de la requête au même "
                      "endroit : le reste devient la requête de quelqu'un d'autre.",
            .sent = "Une requête avec deux Content-Length, dans un ordre puis dans l'autre, et avec une liste de deux "
                    "longueurs.",
            .expected = "400, puis la connexion est fermée.",
            .cure = "Refusez un second Content-Length, et toute valeur qui n'est pas faite que de chiffres.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §6.3", "RFC 9110 §8.6", "CWE-444", "CVE-2019-20445"},
            .slow = false,
            .run = two_lengths};
}

Item spelling_item() {
    return {.id = "te-spelling",
            .group = Group::framing,
            .severity = Severity::high,
            .title = "Un Transfer-Encoding mal écrit",
            .threat = "« xchunked » est « chunked » pour l'un, inconnu pour l'autre : encore deux lectures d'une même "
                      "requête.",
            .sent = "« xchunked », « chunked, identity », « chunked » suivi d'une tabulation verticale, « chunked » "
                    "entre guillemets…",
            .expected = "400 ou 501, puis la connexion est fermée.",
            .cure = "Comparez la valeur entière à « chunked », et refusez tout le reste.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §6.1", "RFC 9112 §6.3", "CWE-444", "CVE-2019-18277"},
            .slow = false,
            .run = spelling_of_transfer_encoding};
}

Item space_item() {
    return {.id = "space-before-colon",
            .group = Group::framing,
            .severity = Severity::high,
            .title = "Une espace entre le nom d'un champ et les deux-points",
            .threat = "« Content-Length : 5 » est une longueur pour l'un, un champ inconnu pour l'autre.",
            .sent = "Des champs dont le nom est suivi d'une espace ou d'une tabulation.",
            .expected = "400.",
            .cure = "N'admettez dans un nom que les caractères d'un « token » : l'espace n'en est pas un.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §5.1", "CWE-444", "CVE-2019-16869"},
            .slow = false,
            .run = space_before_colon};
}

Item fold_item() {
    return {.id = "folded-field",
            .group = Group::framing,
            .severity = Severity::medium,
            .title = "Un champ replié sur deux lignes",
            .threat = "Une ligne qui commence par une espace continue la précédente ; lue comme un champ, elle cache "
                      "ce champ à qui contrôle la requête en amont.",
            .sent = "« X-Audit: 1 », puis une ligne qui commence par une espace : « Content-Length: 5 ».",
            .expected = "400 (ou, à la rigueur, le repli est remplacé par une espace).",
            .cure = "Refusez une ligne de champ qui commence par une espace ou une tabulation.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §5.2", "CWE-444"},
            .slow = false,
            .run = folded_field};
}

Item chunk_size_item() {
    return {.id = "chunk-size",
            .group = Group::framing,
            .severity = Severity::high,
            .title = "Une taille de morceau mal écrite",
            .threat = "« 0x5 », « +5 » ou un nombre trop grand : chaque fonction de conversion a son idée, et le corps "
                      "finit à des endroits différents.",
            .sent = "Un corps en morceaux dont la taille est 0x5, +5, -1, 5 suivi d'une espace, 10000000000000005.",
            .expected = "400, puis la connexion est fermée.",
            .cure = "N'admettez que des chiffres hexadécimaux, et limitez-en le nombre.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §7.1", "CWE-444", "CWE-190", "CVE-2022-24761"},
            .slow = false,
            .run = chunk_size};
}

Item host_item() {
    return {.id = "host",
            .group = Group::framing,
            .severity = Severity::medium,
            .title = "Deux Host, aucun, ou un Host impossible",
            .threat = "Qui choisit le site par le premier Host et contrôle le second donne accès à un autre site ; le "
                      "cache d'un mandataire peut être empoisonné.",
            .sent = "Une requête HTTP/1.1 avec deux Host différents, une sans Host, une dont le Host n'est pas un nom.",
            .expected = "400.",
            .cure = "Exigez exactement un Host, et validez-le.",
            .slide = framing_slide,
            .sources = {"RFC 9112 §3.2", "RFC 9110 §7.2", "CWE-444"},
            .slow = false,
            .run = host_field};
}

}  // namespace

std::vector<Item> framing_items() {
    return {both_item(), two_lengths_item(), spelling_item(), space_item(), fold_item(), chunk_size_item(),
            host_item()};
}

}  // namespace audit
