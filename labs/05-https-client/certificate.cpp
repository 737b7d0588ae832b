#include "05-https-client/certificate.hpp"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <span>

#include "05-https-client/openssl_handles.hpp"
#include "common/escape.hpp"

namespace client {
namespace {

using NamesHandle = std::unique_ptr<GENERAL_NAMES, Releaser<GENERAL_NAMES_free>>;

std::string_view bytes_of(const ASN1_STRING* text) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
            static_cast<std::size_t>(ASN1_STRING_length(text))};
}

// « O=Atelier, CN=localhost »: as X509_NAME_oneline would like to, with accents.
std::string name_text(const X509_NAME* name) {
    constexpr unsigned long unwanted = ASN1_STRFLGS_ESC_MSB | XN_FLAG_SPC_EQ;
    constexpr unsigned long flags = XN_FLAG_ONELINE & ~unwanted;
    const BioHandle memory{BIO_new(BIO_s_mem())};
    X509_NAME_print_ex(memory.get(), name, 0, flags);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return common::escape_bytes({text, static_cast<std::size_t>(size)});
}

std::string ip_text(std::string_view bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == 4 ? AF_INET : AF_INET6;
    const bool right = bytes.size() == 4 || bytes.size() == 16;
    if (!right || ::inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr) return "";
    return text.data();
}

// The subject's alternative names (RFC 5280 §4.2.1.6): host names and IP addresses.
std::vector<std::string> valid_names(const X509* certificate) {
    const NamesHandle all{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> names;
    for (int number = 0; number < sk_GENERAL_NAME_num(all.get()); ++number) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all.get(), number);
        if (name->type == GEN_DNS) names.push_back(common::escape_bytes(bytes_of(name->d.dNSName)));
        if (name->type == GEN_IPADD) names.push_back(ip_text(bytes_of(name->d.iPAddress)));
    }
    return names;
}

std::string moment_text(const ASN1_TIME* time) {
    std::tm moment{};
    if (ASN1_TIME_to_tm(time, &moment) != 1) return "";
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &moment);
    return {text.data(), size};
}

std::string key_text(const X509* certificate) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);
    if (key == nullptr) return "clé illisible";
    if (EVP_PKEY_is_a(key, "EC") == 1) {
        std::array<char, 64> curve{};
        EVP_PKEY_get_group_name(key, curve.data(), curve.size(), nullptr);
        return "EC " + curve_name(OBJ_txt2nid(curve.data()));
    }
    if (EVP_PKEY_is_a(key, "RSA") == 1) return "RSA " + std::to_string(EVP_PKEY_get_bits(key)) + " bits";
    const char* type = EVP_PKEY_get0_type_name(key);
    return type == nullptr ? "" : type;
}

std::string fingerprint(const X509* certificate) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate, EVP_sha256(), digest.data(), &size);
    std::string text = common::hex_bytes({reinterpret_cast<const char*>(digest.data()), size});
    for (char& character : text) {
        if (character == ' ') character = ':';
    }
    return text;
}

}  // namespace

CertificateFacts facts_of(X509* certificate) {
    return {.subject = name_text(X509_get_subject_name(certificate)),
            .issuer = name_text(X509_get_issuer_name(certificate)),
            .names = valid_names(certificate),
            .valid_from = moment_text(X509_get0_notBefore(certificate)),
            .valid_until = moment_text(X509_get0_notAfter(certificate)),
            .key = key_text(certificate),
            .signature = OBJ_nid2sn(X509_get_signature_nid(certificate)),
            .fingerprint = fingerprint(certificate),
            .is_authority = X509_check_ca(certificate) > 0};
}

std::string french_date(std::string_view moment) {
    constexpr std::array months{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
    unsigned year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const int found = std::sscanf(std::string{moment}.c_str(), "%4u-%2u-%2u", &year, &month, &day);
    if (found != 3 || month < 1 || month > 12 || day < 1 || day > 31) return std::string{moment};
    return "le " + std::to_string(day) + (day == 1 ? "er " : " ") + months[month - 1] + " " + std::to_string(year);
}

std::string curve_name(int number) {
    const char* name = EC_curve_nid2nist(number);
    if (name == nullptr) name = OBJ_nid2sn(number);
    return name == nullptr ? "" : name;
}

}  // namespace client
