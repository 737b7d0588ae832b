#include "apps/inspection.hpp"

#include <nlohmann/json.hpp>

namespace inspect {

namespace {

// Adds what the parser of one message said. Is there more to read?
template <typename Message>
bool note(Inspection& inspection, http::Parsed<Message> parsed) {
    if (parsed.is_incomplete()) {
        inspection.outcome = Outcome::incomplete;
        return false;
    }
    if (parsed.is_rejected()) {
        inspection.outcome = Outcome::rejected;
        inspection.rejection = parsed.rejection();
        inspection.rejection.offset += inspection.rest;
        return false;
    }
    const std::size_t end = inspection.rest + parsed.used();
    inspection.outcome = Outcome::complete;
    inspection.messages.push_back({inspection.rest, end, std::move(parsed.value())});
    inspection.rest = end;
    return true;
}

// Each byte as the character of the same number.
std::string as_latin1(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += static_cast<char>(0xC0 | byte >> 6);
            text += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

using Json = nlohmann::ordered_json;

Json start_line(const http::Request& request) {
    return {{"method", as_latin1(request.method)}, {"target", as_latin1(request.target)}};
}

Json start_line(const http::Response& response) {
    return {{"status", response.status}, {"reason", as_latin1(response.reason)}};
}

template <typename Message>
Json message_object(const Message& message) {
    Json object = start_line(message.head);
    object["version"] = http::to_string(message.head.version);
    Json& headers = object["headers"] = Json::array();
    for (std::size_t i = 0; i < message.head.fields.size(); ++i) {
        const http::Field field = message.head.fields[i];
        headers.push_back(Json::array({as_latin1(field.name), as_latin1(field.value)}));
    }
    object["body"] = as_latin1(message.body);
    return object;
}

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::complete: return "complete";
    case Outcome::incomplete: return "incomplete";
    case Outcome::rejected: return "rejected";
    }
    return {};
}

// An empty line behind a request is no beginning of another: old clients send one behind a body (RFC 9112 §2.2).
bool is_end(std::string_view rest, bool after_request) {
    return rest.empty() || (after_request && rest == "\r\n");
}

}  // namespace

Inspection examine(std::string_view input, bool responses, const http::Limits& limits) {
    Inspection inspection;
    bool more = true;
    while (more && !is_end(input.substr(inspection.rest), !responses && !inspection.messages.empty())) {
        const std::string_view bytes = input.substr(inspection.rest);
        more = responses ? note(inspection, http::parse_response_message(bytes, limits, "GET", true))
                         : note(inspection, http::parse_request_message(bytes, limits));
    }
    return inspection;
}

std::string to_json(const Inspection& inspection) {
    Json object = {{"outcome", name_of(inspection.outcome)}, {"messages", Json::array()}};
    for (const Found& found : inspection.messages) {
        const auto as_object = [](const auto& message) { return message_object(message); };
        object["messages"].push_back(std::visit(as_object, found.message));
    }
    if (inspection.outcome == Outcome::rejected) {
        object["status"] = inspection.rejection.status;
        object["reason"] = inspection.rejection.reason;
        object["offset"] = inspection.rejection.offset;
    }
    return object.dump();
}

std::string summary(const Inspection& inspection, std::size_t input_size) {
    switch (inspection.outcome) {
    case Outcome::complete: return {};
    case Outcome::rejected:
        return "message refusé (statut " + std::to_string(inspection.rejection.status) + ", octet " +
               std::to_string(inspection.rejection.offset) + ") : " + std::string{inspection.rejection.reason};
    case Outcome::incomplete: break;
    }
    if (input_size == 0) return "message incomplet : l'entrée est vide";
    return "message incomplet : l'entrée s'arrête à l'octet " + std::to_string(input_size) +
           ", avant la fin du message qui commence à l'octet " + std::to_string(inspection.rest);
}

}  // namespace inspect
