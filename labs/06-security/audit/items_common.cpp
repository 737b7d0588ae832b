#include "06-security/audit/items_common.hpp"

#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>
#include <thread>

#include "05-https-client/auth.hpp"
#include "06-security/password.hpp"

namespace audit {
namespace {

constexpr std::size_t shown_bytes = 100;
constexpr unsigned longest_patience = 10;  // seconds that a 429 may ask for

// The path of what was made, whatever way the server tells it.
std::string path_of(Context& context, client::Response& answer) {
    const std::string location = answer.header("Location");
    if (!location.empty()) {
        const auto address = client::resolve_reference(answer.url, location);
        return address.is_complete() ? client::request_target(address.value()) : std::string{};
    }
    const auto id = json_text(answer.content(), "id");
    return id ? context.profile().upload + "/" + *id : std::string{};
}

unsigned retry_after(const client::Response& answer) {
    const std::string text = answer.header("Retry-After");
    unsigned seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc{} && end == text.data() + text.size() ? seconds : longest_patience + 1;
}

}  // namespace

const std::string& needed(const std::string& value, std::string_view name) {
    if (value.empty()) throw CannotTest{"le profil ne donne pas « " + std::string{name} + " »"};
    return value;
}

const Account& needed(const std::optional<Account>& account, std::string_view name) {
    if (!account) throw CannotTest{"le profil ne donne pas de compte « " + std::string{name} + " »"};
    return *account;
}

std::string needed_token(Context& context, const std::optional<Account>& account, std::string_view name) {
    needed(account, name);
    needed(context.profile().token, "token");
    auto token = context.token(account);
    if (!token) throw CannotTest{"le serveur ne donne pas de jeton au compte « " + std::string{name} + " »"};
    return *token;
}

std::string author_token(Context& context) {
    return needed_token(context, context.profile().author, "author");
}

client::Options with_token(std::string_view token) {
    return {.headers = {{"Authorization", "Bearer " + std::string{token}}}};
}

std::string nonce() {
    return security::random_id(8);
}

bool is_granted(const client::Response& answer) {
    return answer.status_code >= 200 && answer.status_code < 300;
}

bool is_refused(const client::Response& answer) {
    return answer.status_code >= 400 && answer.status_code < 500;
}

std::string told(client::Response& answer) {
    const std::string& body = answer.content();
    if (body.empty()) return described(answer);
    const auto reason = json_text(body, "erreur");
    return described(answer) + ", " + in_quotes(reason.value_or(body), shown_bytes);
}

std::optional<std::string> json_text(std::string_view object, std::string_view name) {
    const auto value = nlohmann::json::parse(object, nullptr, false);
    if (!value.is_object()) return std::nullopt;
    const auto member = value.find(name);
    if (member == value.end() || !member->is_string()) return std::nullopt;
    return member->get<std::string>();
}

Finding must_be_refused(client::Response& answer) {
    if (is_refused(answer)) return passed("refusé, " + told(answer));
    if (answer.status_code >= 500) return warned("refusé, mais par un accident du serveur, " + told(answer));
    if (is_granted(answer)) return failed("accepté, " + told(answer));
    return warned("ni accepté ni refusé en clair, " + told(answer));
}

std::string token_of_admin(Context& context) {
    return context.token(context.profile().admin).value_or("");
}

Deposit::Deposit(Context& context, client::Response answer, std::string token)
    : context_{context}, answer_{std::move(answer)}, token_{std::move(token)} {
    if (is_accepted()) path_ = path_of(context_, answer_);
}

Deposit::~Deposit() {
    if (path_.empty()) return;
    try {
        context_.request("DELETE", path_, with_token(token_));
    } catch (const std::exception&) {
        // Whoever audits a server that does not answer any more will hear of it otherwise.
    }
}

Deposit control_deposit(Context& context, const std::string& token, std::string_view name, std::string_view bytes,
                        client::Options options) {
    needed(context.profile().upload, "upload");
    client::Response answer = context.upload(name, bytes, token, std::move(options));
    if (!is_granted(answer)) throw CannotTest{"le dépôt de contrôle a échoué : " + told(answer)};
    return Deposit{context, std::move(answer), token};
}

Deposit control_deposit(Context& context, const std::string& token) {
    const std::string mark = nonce();
    return control_deposit(context, token, "audit-" + mark + ".txt", "Essai de l'auditeur " + mark + ".\n");
}

Variant refused_deposit(Context& context, const std::string& token, const std::string& name, std::string_view bytes) {
    Deposit deposit{context, context.upload(name, bytes, token), token};
    return {name, must_be_refused(deposit.answer())};
}

bool takes_pieces(Context& context) {
    const client::Response answer = context.request("OPTIONS", context.profile().upload + "/");
    return is_granted(answer) && answer.headers.find("Tus-Resumable").has_value();
}

Finding refused_beginning(Context& context, std::uint64_t size, client::Options options) {
    options.headers.emplace_back("Tus-Resumable", "1.0.0");
    options.headers.emplace_back("Upload-Length", std::to_string(size));
    options.headers.emplace_back("Upload-Metadata", "filename " + client::base64("audit.txt"));
    const std::string path = context.profile().upload + "/";
    Deposit deposit{context, context.request("POST", path, std::move(options)), token_of_admin(context)};
    return must_be_refused(deposit.answer());
}

client::Response try_password(Context& context, std::string_view user, std::string_view password) {
    return context.request("POST", needed(context.profile().token, "token"),
                           {.data = {{"grant_type", "password"},
                                     {"username", std::string{user}},
                                     {"password", std::string{password}}}});
}

client::Response patiently(const std::function<client::Response()>& request) {
    client::Response answer = request();
    const unsigned seconds = answer.status_code == 429 ? retry_after(answer) : longest_patience + 1;
    if (seconds > longest_patience) return answer;
    std::this_thread::sleep_for(std::chrono::seconds{seconds});
    return request();
}

std::string own_origin(const Context& context) {
    return (context.is_secure() ? "https://" : "http://") + context.host();
}

}  // namespace audit
