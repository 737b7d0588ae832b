#include "06-security/isolation/archive_listing.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "06-security/isolation/zip_directory.hpp"
#include "common/escape.hpp"

namespace security {
namespace {

constexpr std::size_t most_shown_bytes = 80;         // of a name
constexpr std::uint64_t small_enough = 1024 * 1024;  // below, no ratio is too high
constexpr std::uint64_t most_between = 24;           // bytes between two files: a data descriptor (§4.3.9)
constexpr unsigned as_it_is = 0;                     // a method: not compressed

Inspection refused(const std::string& why) {
    return {Inspection::Verdict::refused, why};
}

std::string shown(std::string_view name) {
    return "« " + common::escape_bytes(name, most_shown_bytes) + " »";
}

// What is seen of the archive, entry after entry; `complaint` is why it is refused.
class Listing {
public:
    Listing(const Content& content, const ZipEnd& end, const InspectionLimits& limits)
        : content_{content}, end_{end}, limits_{limits} {}

    // Nothing, or why the archive is refused because of this entry.
    std::string complaint_about(const ZipEntry& entry) {
        if (leads_astray(entry.name)) return "l'archive contient un nom qui mène ailleurs : " + shown(entry.name);
        if (entry.is_link) return "l'archive contient un lien symbolique : " + shown(entry.name);
        if (!names_.insert(entry.name).second) return "l'archive contient deux fois le nom " + shown(entry.name);
        const auto extent = zip_extent(content_, entry, end_);
        if (!extent) return "l'archive dit deux choses différentes de " + shown(entry.name);
        extents_.push_back(*extent);
        encrypted_ += entry.is_encrypted ? 1 : 0;
        return complaint_about_size(entry);
    }

    // The same about all of them together.
    std::string complaint_about_all() {
        std::sort(extents_.begin(), extents_.end(),
                  [](const ZipExtent& a, const ZipExtent& b) { return a.begin < b.begin; });
        std::uint64_t end = 0;
        for (const ZipExtent& extent : extents_) {
            if (extent.begin < end) return "des fichiers de l'archive se partagent les mêmes octets";
            if (extent.begin - end > most_between) return "l'archive contient des octets qui ne sont d'aucun fichier";
            end = extent.end;
        }
        if (end_.directory - end > most_between) return "l'archive contient des octets qui ne sont d'aucun fichier";
        if (!is_swelling(packed_, unpacked_)) return {};
        return "l'archive gonflerait à plus de " + std::to_string(limits_.archive_ratio) + " fois sa taille";
    }

    std::string summary() const {
        const std::string files = std::to_string(extents_.size()) + (extents_.size() < 2 ? " entrée" : " entrées");
        const std::string bytes = common::format_bytes(unpacked_);
        const std::string all = "archive ZIP de " + files + ", " + bytes + " une fois décompressée";
        if (encrypted_ == 0) return all;
        return all + ", dont " + std::to_string(encrypted_) + " au contenu chiffré, que personne n'a vu";
    }

private:
    std::string complaint_about_size(const ZipEntry& entry) {
        const bool says_two = entry.method == as_it_is && !entry.is_encrypted && entry.packed != entry.unpacked;
        if (says_two) return "l'archive dit deux tailles différentes de " + shown(entry.name);
        if (entry.unpacked > limits_.archive_bytes - unpacked_) {
            return "l'archive dépasserait " + common::format_bytes(limits_.archive_bytes) + " une fois décompressée";
        }
        unpacked_ += entry.unpacked;
        packed_ += entry.packed;
        const bool swells = is_swelling(entry.packed, entry.unpacked);
        return swells ? "un fichier de l'archive gonflerait trop : " + shown(entry.name) : std::string{};
    }

    bool is_swelling(std::uint64_t packed, std::uint64_t unpacked) const {
        return unpacked >= small_enough && unpacked > packed * limits_.archive_ratio;
    }

    const Content& content_;
    ZipEnd end_;
    InspectionLimits limits_;
    std::set<std::string> names_;
    std::vector<ZipExtent> extents_;
    std::uint64_t packed_ = 0;
    std::uint64_t unpacked_ = 0;
    std::size_t encrypted_ = 0;
};

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7F';
}

bool has_drive(std::string_view name) {
    const char first = name.front();
    const bool is_letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    return is_letter && name.substr(1).starts_with(':');
}

}  // namespace

bool leads_astray(std::string_view name) {
    if (name.empty() || name.front() == '/' || name.front() == '\\' || has_drive(name)) return true;
    if (std::any_of(name.begin(), name.end(), is_control)) return true;
    while (!name.empty()) {
        const std::size_t end = std::min(name.find_first_of("/\\"), name.size());
        if (name.substr(0, end) == "..") return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

Inspection inspect_archive(const Content& content, const InspectionLimits& limits) {
    const auto end = zip_end(content);
    if (!end) return refused("ce n'est pas une archive ZIP entière et lisible d'une seule façon");
    if (end->entries > limits.archive_entries) {
        return refused("l'archive contient " + std::to_string(end->entries) + " entrées, plus que les " +
                       std::to_string(limits.archive_entries) + " permises");
    }
    ZipDirectory directory{content, *end};
    Listing listing{content, *end, limits};
    for (std::uint64_t i = 0; i < end->entries; ++i) {
        const auto entry = directory.next();
        if (!entry) return refused("la table des matières de l'archive est abîmée");
        const std::string complaint = listing.complaint_about(*entry);
        if (!complaint.empty()) return refused(complaint);
    }
    if (!directory.is_at_end()) return refused("la table des matières de l'archive ne s'arrête pas où elle le dit");
    const std::string complaint = listing.complaint_about_all();
    return complaint.empty() ? Inspection{Inspection::Verdict::sound, listing.summary()} : refused(complaint);
}

}  // namespace security
