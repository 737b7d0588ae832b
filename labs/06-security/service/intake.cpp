#include "06-security/service/intake.hpp"

#include "06-security/service/visitor.hpp"

namespace security {
namespace {

void expect_harmless(const Service& service, const Incoming& incoming) {
    const Scan scan = service.scanner->scan(incoming.descriptor());
    switch (scan.verdict) {
    case Scan::Verdict::clean: return;
    case Scan::Verdict::infected: throw Refused{422, "L'antivirus a trouvé dans ce fichier : " + scan.detail + "."};
    case Scan::Verdict::unavailable: break;
    }
    throw Refused{Refusal{.status = 503, .reason = "L'antivirus ne répond pas : le fichier n'est pas accepté.",
                          .retry_after = 30}};
}

void expect_sound(const Service& service, const Incoming& incoming, const FileType& type) {
    const Inspection inspection = service.inspector->inspect(incoming.descriptor(), type.media_type);
    switch (inspection.verdict) {
    case Inspection::Verdict::sound: return;
    case Inspection::Verdict::refused: throw Refused{422, "Ce fichier n'est pas acceptable : " + inspection.detail + "."};
    case Inspection::Verdict::unavailable: break;
    }
    throw Refused{Refusal{.status = 503, .reason = "Le contenu n'a pas pu être examiné : le fichier n'est pas accepté.",
                          .retry_after = 30}};
}

StoredFile check_and_publish(const Service& service, Incoming incoming, const Sender& sender, const Declared& declared) {
    const Defences& defences = service.defences;
    expect_none(defences.is_other_file(declared.sha256, incoming.sha256()));
    const std::string name = defences.kept_name(declared.name);
    const FileType type = granted(defences.decide_type(name, incoming.first_bytes(signature_bytes)));
    expect_harmless(service, incoming);
    expect_sound(service, incoming, type);
    return service.store->publish(std::move(incoming), {.owner = sender.who.name,
                                                        .name = name,
                                                        .media_type = std::string{type.media_type}});
}

std::string described(const StoredFile& file) {
    return file.id + " (« " + file.name + " », " + std::to_string(file.size) + " octets)";
}

StoredFile admit_now(const Service& service, Incoming incoming, const Sender& sender, const Declared& declared) {
    try {
        StoredFile file = check_and_publish(service, std::move(incoming), sender, declared);
        note(service, sender.peer, sender.who.name, "dépôt", "succès", described(file));
        return file;
    } catch (const Refused& refused) {
        note(service, sender.peer, sender.who.name, "dépôt", "refus", declared.name + " : " + refused.what());
        throw;
    }
}

}  // namespace

asio::awaitable<StoredFile> admit(ServicePointer service, Incoming incoming, Sender sender, Declared declared) {
    auto work = [service, incoming = std::move(incoming), sender = std::move(sender), declared]() mutable {
        return admit_now(*service, std::move(incoming), sender, declared);
    };
    co_return co_await service->check_desk.run(std::move(work));
}

}  // namespace security
