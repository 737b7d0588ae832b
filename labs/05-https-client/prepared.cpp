#include "05-https-client/prepared.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"
#include "05-https-client/decoder.hpp"
#include "05-https-client/errors.hpp"

namespace client {
namespace {

constexpr std::string_view user_agent = "atelier-http/1.0";

auto has_this_name(std::string_view name) {
    return [name](const Pairs::value_type& field) { return http::equal_ignoring_case(field.first, name); };
}

// A body, and the type that it has by itself.
struct TypedBody {
    std::shared_ptr<RequestBody> body;
    std::string type;
};

TypedBody form_with_files(const Options& options) {
    if (!options.data.empty() && !options.data.form()) {
        throw InvalidRequest{"des fichiers ne vont pas avec des octets (« data »)",
                             "donnez les autres champs du formulaire comme des couples nom et valeur"};
    }
    auto body = std::make_shared<MultipartBody>(options.data.form().value_or(Pairs{}), options.files);
    return {body, body->content_type()};
}

TypedBody body_of(const Options& options) {
    const bool has_json = options.json.has_value();
    if (has_json && !(options.data.empty() && options.files.empty())) {
        throw InvalidRequest{"une requête a un seul corps : « json » ne va pas avec « data » ou « files »"};
    }
    if (has_json) return {std::make_shared<BytesBody>(options.json->text()), "application/json"};
    if (!options.files.empty()) return form_with_files(options);
    if (options.data.form()) {
        return {std::make_shared<BytesBody>(encode_pairs(*options.data.form())), "application/x-www-form-urlencoded"};
    }
    if (options.data.bytes()) return {std::make_shared<BytesBody>(*options.data.bytes()), ""};
    return {options.data.body(), ""};
}

void check_by_hand(const Options& options) {
    for (const std::string_view name : {"Content-Length", "Transfer-Encoding"}) {
        if (find_field(options.headers, name) == nullptr) continue;
        throw InvalidRequest{"le champ " + std::string{name} +
                             " ne se choisit pas : le client le calcule d'après le corps"};
    }
}

// The methods whose requests have a length even when they have no body (RFC 9110 §8.6).
bool usually_has_body(std::string_view method) {
    return method == "POST" || method == "PUT" || method == "PATCH";
}

// How the body ends, for the server.
void add_framing(Prepared& request) {
    if (!request.body) {
        if (usually_has_body(request.method)) request.fields.emplace_back("Content-Length", "0");
    } else if (const auto length = request.body->length()) {
        request.fields.emplace_back("Content-Length", std::to_string(*length));
    } else {
        request.fields.emplace_back("Transfer-Encoding", "chunked");
    }
}

void add_default(Pairs& fields, std::string_view name, std::string_view value) {
    if (find_field(fields, name) == nullptr) fields.emplace_back(name, value);
}

}  // namespace

const std::string* find_field(const Pairs& fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(), has_this_name(name));
    return found == fields.end() ? nullptr : &found->second;
}

void remove_field(Pairs& fields, std::string_view name) { std::erase_if(fields, has_this_name(name)); }

void drop_body(Prepared& request) {
    request.body = nullptr;
    for (const std::string_view name : {"Content-Length", "Transfer-Encoding", "Content-Type", "Content-Encoding",
                                        "Content-Language", "Content-Location"}) {
        remove_field(request.fields, name);
    }
}

Prepared prepare(std::string_view method, const Options& options) {
    if (method == "CONNECT") throw InvalidRequest{"CONNECT s'adresse à un mandataire : le client s'en charge"};
    check_by_hand(options);
    TypedBody typed = body_of(options);
    Prepared request{.method = std::string{method}, .fields = options.headers, .body = std::move(typed.body)};
    add_default(request.fields, "User-Agent", user_agent);
    add_default(request.fields, "Accept", "*/*");
    add_default(request.fields, "Accept-Encoding", accepted_encodings);
    if (!typed.type.empty()) add_default(request.fields, "Content-Type", typed.type);
    for (const std::string& name : options.without_headers) remove_field(request.fields, name);
    add_framing(request);
    return request;
}

}  // namespace client
