#include "common/system_error.hpp"

#include <cerrno>

namespace common {
namespace {

struct Explanation {
    int code;
    std::string_view reason;
    std::string_view advice;
};

constexpr Explanation explanations[] = {
    {E2BIG, "arguments et variables d'environnement trop longs", ""},
    {EACCES, "permission refusée", "Vérifiez les droits ; un port inférieur à 1024 demande d'être administrateur."},
    {EADDRINUSE, "l'adresse est déjà utilisée",
     "Un autre programme écoute sur ce port : arrêtez-le, ou choisissez-en un autre (0 = un port libre)."},
    {EADDRNOTAVAIL, "cette adresse n'appartient pas à cette machine", "« ip address » donne les adresses utilisables."},
    {EAFNOSUPPORT, "cette famille d'adresses n'est pas disponible sur cette machine", ""},
    {EAGAIN, "ressource momentanément épuisée", ""},
    {EBADF, "descripteur de fichier invalide", ""},
    {EBUSY, "est occupé", ""},
    {ECANCELED, "abandon, l'arrêt du programme est demandé", ""},
    {ECONNABORTED, "connexion abandonnée", ""},
    {ECONNREFUSED, "connexion refusée",
     "Aucun programme n'écoute sur ce port : lancez le serveur, ou vérifiez le port."},
    {ECONNRESET, "connexion coupée par l'autre extrémité", ""},
    {EEXIST, "existe déjà", ""},
    {EFBIG, "fichier trop grand", ""},
    {EHOSTUNREACH, "machine inaccessible", "Vérifiez l'adresse et le réseau."},
    {EINVAL, "argument invalide", ""},
    {EIO, "erreur d'entrée-sortie", ""},
    {EISDIR, "est un répertoire", "Donnez le chemin d'un fichier."},
    {ELOOP, "trop de liens symboliques", ""},
    {EMFILE, "trop de fichiers ouverts par le programme", "« ulimit -n » donne la limite, et la change."},
    {ENAMETOOLONG, "nom trop long", ""},
    {ENETUNREACH, "réseau inaccessible", "Vérifiez l'adresse et le réseau."},
    {ENFILE, "trop de fichiers ouverts sur la machine", ""},
    {ENOENT, "fichier ou répertoire introuvable", "Vérifiez le chemin."},
    {ENOSPC, "disque plein", ""},
    {ENOEXEC, "format d'exécutable inconnu", ""},
    {ENOTCONN, "la socket n'est pas connectée", ""},
    {ENOTDIR, "n'est pas un répertoire", "Donnez le chemin d'un répertoire."},
    {ENOMEM, "il ne reste plus assez de mémoire", ""},
    {EPERM, "opération interdite", ""},
    {EPIPE, "l'autre extrémité a fermé la connexion", ""},
    {EROFS, "système de fichiers en lecture seule", ""},
    {ETXTBSY, "fichier en cours d'écriture", ""},
    {ETIMEDOUT, "délai d'attente dépassé", "La machine ne répond pas : vérifiez l'adresse, le port et le pare-feu."},
};

const Explanation* find(int code) {
    for (const Explanation& known : explanations) {
        if (known.code == code) return &known;
    }
    return nullptr;
}

}  // namespace

std::string explain_errno(int code) {
    const Explanation* known = find(code);
    return known ? std::string{known->reason} : std::generic_category().message(code);
}

std::string_view advice_for_errno(int code) {
    const Explanation* known = find(code);
    return known ? known->advice : std::string_view{};
}

namespace {

// std::system_error appends the reason itself, in English; this one says it in French, and only once.
class FrenchSystemError : public std::system_error {
public:
    FrenchSystemError(int code, std::string message)
        : std::system_error{code, std::generic_category()}, message_{std::move(message)} {}
    const char* what() const noexcept override { return message_.c_str(); }

private:
    std::string message_;
};

}  // namespace

void throw_error(int code, std::string_view call, std::string_view subject) {
    std::string message{call};
    message.append(" ").append(subject).append(" : ").append(explain_errno(code));
    throw FrenchSystemError{code, std::move(message)};
}

void throw_errno(std::string_view call, std::string_view subject) {
    throw_error(errno, call, subject);
}

}  // namespace common
