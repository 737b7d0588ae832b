#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "05-https-client/client.hpp"
#include "06-security/audit/context.hpp"
#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"
#include "06-security/audit/variants.hpp"

namespace audit {

// What the items on scripts, uploads, access and logs have in common.
//
// Each of them asks two things: the forbidden one, which must be refused, and beside it the permitted one (the
// control), which must be granted. Without the control, a server that refuses everything would pass everything.

// Something that the item needs is missing: a value of the profile, a token, a control that succeeds. The item is « non
// testé ».
class CannotTest : public client::RequestException {
public:
    explicit CannotTest(const std::string& reason) : client::RequestException{reason} {}
};

// A value of the profile; throws CannotTest if it is empty. `name`: as the profile writes it.
const std::string& needed(const std::string& value, std::string_view name);
const Account& needed(const std::optional<Account>& account, std::string_view name);

// A bearer token of this account; throws CannotTest if there is none.
std::string needed_token(Context& context, const std::optional<Account>& account, std::string_view name);

// That of the author.
std::string author_token(Context& context);

// Options with « Authorization: Bearer … ».
client::Options with_token(std::string_view token);

// 16 hexadecimal digits that nobody has seen before: found again, they came from us.
std::string nonce();

bool is_granted(const client::Response& answer);  // 2xx
bool is_refused(const client::Response& answer);  // 4xx

// « 415 Unsupported Media Type », « L'extension… »: status, and the reason (the member « erreur » of upload_server's
// answers) or the start of the body, escaped.
std::string told(client::Response& answer);

// The text member of this name in a JSON object; nothing if there is none, or the text is not such an object.
std::optional<std::string> json_text(std::string_view object, std::string_view name);

// What the answer to something forbidden means: 4xx passed, 2xx failed; warned are 5xx (refused, but by an accident)
// and 3xx (the way to a log-in page, or from a form that was accepted: who knows).
Finding must_be_refused(client::Response& answer);

// Whoever may remove everybody's files: the token of the admin; empty if the profile has none.
std::string token_of_admin(Context& context);

// A file that is uploaded to try something: removed with this object, if the server lets us.
class Deposit {
public:
    // `token`: of whoever may remove it.
    Deposit(Context& context, client::Response answer, std::string token);
    ~Deposit();
    Deposit(const Deposit&) = delete;
    Deposit& operator=(const Deposit&) = delete;

    bool is_accepted() const { return is_granted(answer_); }
    client::Response& answer() { return answer_; }

    // "/files/6f0c…", by Location or the member « id »; empty if neither is there.
    const std::string& path() const { return path_; }

private:
    Context& context_;
    client::Response answer_;
    std::string token_;
    std::string path_;
};

// Uploads a file that nothing is wrong with; throws CannotTest if it is not accepted.
Deposit control_deposit(Context& context, const std::string& token, std::string_view name, std::string_view bytes,
                        client::Options options = {});

// The same of a short text, « audit-NONCE.txt ».
Deposit control_deposit(Context& context, const std::string& token);

// Tries to upload something that must be refused; the variant bears its name.
Variant refused_deposit(Context& context, const std::string& token, const std::string& name, std::string_view bytes);

// Does the server take uploads in pieces too (tus 1.0.0, https://tus.io)? A second door, which must be as well guarded.
bool takes_pieces(Context& context);

// Begins such an upload of so many bytes, « audit.txt », with these options; it must be refused.
Finding refused_beginning(Context& context, std::uint64_t size, client::Options options);

// One attempt to sign in with POST /token, whatever comes of it.
client::Response try_password(Context& context, std::string_view user, std::string_view password);

// Does it again once, after the time that a 429 asks for, if that is short.
client::Response patiently(const std::function<client::Response()>& request);

// The address of this site as Origin names it: "http://127.0.0.1:8080".
std::string own_origin(const Context& context);

// The parts of the upload and access groups that have a file of their own.
Item file_name_item();
std::vector<Item> store_items();
std::vector<Item> password_items();
std::vector<Item> token_items();
std::vector<Item> right_items();
std::vector<Item> browser_session_items();

}  // namespace audit
