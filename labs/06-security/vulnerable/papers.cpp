#include "06-security/vulnerable/papers.hpp"

#include <algorithm>

namespace vulnerable {
namespace {

const KnownAccount& account_of(const Papers& papers, std::string_view name) {
    return *std::find_if(papers.accounts.begin(), papers.accounts.end(), [&](auto& one) { return one.name == name; });
}

std::string account_line(const Papers& papers, const std::string& what, std::string_view name) {
    const KnownAccount& account = account_of(papers, name);
    return what + " = " + account.name + " : " + account.password + "\n";
}

std::string in_capitals(std::string name) {
    for (char& c : name) c = static_cast<char>(c - 'a' + 'A');
    return name;
}

constexpr const char* addresses =
    "token = /token\nsession = /session\nupload = /files\ntrail = /audit\npublic_key = /token/key\n"
    "outside = ../secret/canari.txt\nlink = /lien\nhidden = /.htpasswd\nfolder = /dossier/\n"
    "script_environment = /cgi-bin/environnement\nscript_search = /cgi-bin/recherche\n";

constexpr const char* functions = R"bash(
jeton() {
    local secret=${1^^}
    curl -s "http://127.0.0.1:$PORT/token" -d grant_type=password -d "username=$1" -d "password=${!secret}" |
        sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p'
}
session() {
    local secret=${1^^}
    curl -s -i "http://127.0.0.1:$PORT/session" -d "username=$1" -d "password=${!secret}" |
        sed -n 's/^Set-Cookie: __Host-session=\([^;[:cntrl:]]*\).*/\1/Ip'
}
csrf() {
    curl -s -b "__Host-session=$1" "http://127.0.0.1:$PORT/session" | sed -n 's/.*"csrf": *"\([^"]*\)".*/\1/p'
}
depot() {
    echo "Bonjour, dit $1." |
        curl -s -H "Authorization: Bearer $(jeton "$1")" -F 'fichier=@-;filename=note.txt' \
            "http://127.0.0.1:$PORT/files" |
        sed -n 's/.*"id": *"\([^"]*\)".*/\1/p'
}
)bash";


}  // namespace

std::string profile_text(const Papers& papers) {
    std::string text = "# Le profil du serveur vulnérable qui tourne : audit http://127.0.0.1:" +
                       std::to_string(papers.port) + "/ --profile CE_FICHIER\n";
    text += account_line(papers, "reader", "louis") + account_line(papers, "author", "ada") +
            account_line(papers, "other_author", "alan") + account_line(papers, "admin", "grace");
    text += "spare = victime\n";
    text += addresses;
    text += "expired_token = " + papers.expired_token + "\nforeign_token = " + papers.foreign_token + "\n";
    text += "canary = " + papers.canary + "\n";
    text += "largest = " + std::to_string(papers.largest) + "\npatience = 4\n";
    text += "authority = " + papers.authority + "\nhttps_port = " + std::to_string(papers.https_port) + "\n";
    return text;
}

std::string shell_text(const Papers& papers, const std::string& profile_path) {
    std::string text = "# Pour essayer à la main, dans bash : les lignes de « vulnerable_server --list ».\n";
    text += "PORT=" + std::to_string(papers.port) + "\nTLS_PORT=" + std::to_string(papers.https_port) + "\n";
    text += "PROFIL='" + profile_path + "'\nAUTORITE='" + papers.authority + "'\n";
    for (const KnownAccount& account : papers.accounts) {
        text += in_capitals(account.name) + "=" + account.password + "\n";
    }
    return text + functions;
}

}  // namespace vulnerable
