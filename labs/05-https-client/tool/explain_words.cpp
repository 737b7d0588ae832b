#include "05-https-client/tool/explain_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tool {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

constexpr std::array<Word, 18> tls_words{{
    {"ClientHello", "les versions et les suites que je connais, le nom demandé (SNI, en clair), ma moitié de la clé"},
    {"ServerHello", "version et suite choisies, l'autre moitié de la clé ; ce qui vient ensuite est chiffré (TLS 1.3)"},
    {"HelloRetryRequest", "le serveur veut un autre groupe pour la clé : je recommence"},
    {"EncryptedExtensions", "les réglages du serveur, déjà chiffrés"},
    {"CertificateRequest", "le serveur veut aussi savoir qui je suis : il demande mon certificat"},
    {"Certificate", "le certificat et sa chaîne, jusqu'à une autorité"},
    {"CertificateStatus", "l'autorité confirme que le certificat n'est pas révoqué"},
    {"CertificateVerify", "une signature : la preuve de posséder la clé privée du certificat"},
    {"ServerKeyExchange", "la moitié de clé du serveur, signée (TLS 1.2)"},
    {"ServerHelloDone", "le serveur a tout dit, à moi (TLS 1.2)"},
    {"ClientKeyExchange", "ma moitié de la clé (TLS 1.2)"},
    {"ChangeCipherSpec", "à partir d'ici tout est chiffré (en TLS 1.3, un simple décor)"},
    {"Finished", "une empreinte de tous les messages : personne n'y a touché en chemin"},
    {"NewSessionTicket", "un ticket pour aller plus vite la prochaine fois"},
    {"KeyUpdate", "changement de clés"},
    {"EndOfEarlyData", "fin des données anticipées"},
    {"Alert", "une alerte : l'autre refuse, ou s'en va"},
    {"close_notify", "au revoir : rien n'a été coupé"},
}};

constexpr std::array<std::pair<int, std::string_view>, 20> status_words{{
    {200, "voici ce qui est demandé"},
    {201, "c'est créé"},
    {204, "c'est fait, il n'y a rien à montrer"},
    {206, "voici la partie demandée"},
    {301, "l'adresse a changé pour de bon"},
    {302, "c'est ailleurs pour cette fois"},
    {303, "la suite est à lire ailleurs, par GET"},
    {304, "rien n'a changé depuis la dernière fois"},
    {307, "c'est ailleurs, même méthode et même corps"},
    {308, "l'adresse a changé pour de bon, même méthode et même corps"},
    {400, "le serveur ne comprend pas la requête"},
    {401, "il faut dire qui l'on est"},
    {403, "le serveur refuse"},
    {404, "il n'y a rien à cette adresse"},
    {405, "cette méthode n'y est pas permise"},
    {407, "le mandataire veut savoir qui l'on est"},
    {413, "le corps est trop grand pour ce serveur"},
    {416, "cette partie n'existe pas"},
    {429, "trop de requêtes : il faut attendre"},
    {503, "le serveur est occupé : plus tard"},
}};

}  // namespace

std::string_view word_on_tls_message(std::string_view name) {
    const auto found = std::find_if(tls_words.begin(), tls_words.end(), [&](const Word& w) { return w.first == name; });
    return found == tls_words.end() ? std::string_view{} : found->second;
}

std::string_view word_on_status(int status) {
    const auto found = std::find_if(status_words.begin(), status_words.end(),
                                    [&](const auto& word) { return word.first == status; });
    if (found != status_words.end()) return found->second;
    if (status < 200) return "ce n'est pas encore la réponse";
    if (status < 300) return "tout va bien";
    if (status < 400) return "il faut aller voir ailleurs";
    if (status < 500) return "la requête est en cause";
    return "le serveur est en cause";
}

}  // namespace tool
