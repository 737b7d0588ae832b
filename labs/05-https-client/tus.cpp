#include "05-https-client/tus.hpp"

#include <algorithm>

#include "05-https-client/auth.hpp"
#include "05-https-client/tus_upload.hpp"
#include "common/not_implemented.hpp"

namespace client {

TusUploaded PiecewiseUpload::run() {
    // À écrire : tant que offset_ n'est pas file_->size(), envoyez un morceau (send_piece) si offset_ est connu, sinon
    // demandez où en est le serveur (ask_offset) ; chacun rend le nouvel offset_, dont vous gardez la dernière valeur
    // (reached). Après une RequestException, offset_ n'est plus connu. Si l'erreur peut passer (may_pass, ou une
    // HTTPError dont is_tus_passing accepte le statut) et que tries_.again(reached, error) le permet, continuez ;
    // sinon, relancez-la (throw;).
    // BEGIN SOLUTION 5.9
    const std::uint64_t size = file_->size();
    std::uint64_t reached = 0;  // what the server has acknowledged
    const auto passes = [](const RequestException& error) {
        const auto* const refused = dynamic_cast<const HTTPError*>(&error);
        return may_pass(error) || (refused != nullptr && is_tus_passing(refused->status_code()));
    };
    while (offset_ != size) {
        try {
            offset_ = offset_ ? send_piece(*offset_) : ask_offset(reached);
            reached = *offset_;
        } catch (const RequestException& error) {
            offset_.reset();
            if (!passes(error) || !tries_.again(reached, error)) throw;
        }
    }
    // END SOLUTION
    return {to_string(upload_), file_->size()};
}

std::string tus_metadata(const Pairs& pairs) {
    // À écrire : les paires séparées par des virgules ; dans chacune, le nom, une espace, la valeur en Base64 (base64
    // de auth.hpp). Un nom vide, ou qui contient autre chose que de l'ASCII visible sans virgule : InvalidRequest.
    // BEGIN SOLUTION 5.9
    const auto is_wrong = [](char c) { return c <= ' ' || c > '~' || c == ','; };
    std::string text;
    for (const auto& [name, value] : pairs) {
        if (name.empty() || std::any_of(name.begin(), name.end(), is_wrong)) {
            throw InvalidRequest{"« " + name + " » ne peut pas nommer une métadonnée tus"};
        }
        if (!text.empty()) text += ',';
        text.append(name).append(" ").append(base64(value));
    }
    return text;
    // END SOLUTION
}

TusUploaded tus_upload(Session& session, std::string_view url, const TusUpload& wanted, const Options& options,
                       const std::function<void(const std::string&)>& on_created) {
    PiecewiseUpload upload{session, wanted, options};
    if (!wanted.resume_url.empty()) {
        upload.resume(url, wanted.resume_url);
    } else {
        const std::string address = upload.create(url);
        if (on_created) on_created(address);
    }
    return upload.run();
}

}  // namespace client
