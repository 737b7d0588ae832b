#include "05-https-client/certificates/issue.hpp"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <ctime>
#include <stdexcept>

#include "05-https-client/tls_failure.hpp"

namespace client {
namespace {

constexpr long an_hour = 3600;
constexpr std::size_t weak_bits = 1024;
constexpr int version_3 = 2;

using AddressHandle = std::unique_ptr<ASN1_OCTET_STRING, Releaser<ASN1_OCTET_STRING_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, Releaser<X509_EXTENSION_free>>;
using NamesHandle = std::unique_ptr<GENERAL_NAMES, Releaser<GENERAL_NAMES_free>>;
using NumberHandle = std::unique_ptr<BIGNUM, Releaser<BN_free>>;

void require(bool done, const char* what) {
    if (!done) throw_openssl(what);
}

KeyHandle make_key(bool weak) {
    KeyHandle key{weak ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", weak_bits)
                       : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    require(key != nullptr, "une clé n'a pas pu être créée");
    return key;
}

// Nobody must be able to guess it, and no two of an authority may be alike (RFC 5280 §4.1.2.2).
void set_serial(X509* certificate) {
    std::array<unsigned char, 16> bytes{};
    require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1, "le hasard manque");
    bytes[0] = static_cast<unsigned char>((bytes[0] & 0x3f) | 0x40);  // positive, and always as long
    const NumberHandle number{BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr)};
    require(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr, "numéro de série");
}

void add_to_name(X509_NAME* name, const char* field, const std::string& text) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, bytes, static_cast<int>(text.size()), -1, 0) == 1,
            "le nom d'un certificat");
}

void set_times(X509* certificate, const CertificatePlan& plan, const Issued* authority) {
    const long first_second = plan.begins == 0 ? -an_hour : 0;
    require(X509_time_adj_ex(X509_getm_notBefore(certificate), plan.begins, first_second, nullptr) != nullptr, "date");
    require(X509_time_adj_ex(X509_getm_notAfter(certificate), plan.ends, 0, nullptr) != nullptr, "date");
    if (authority == nullptr) return;
    const ASN1_TIME* latest = X509_get0_notAfter(authority->certificate.get());
    if (ASN1_TIME_compare(X509_get0_notAfter(certificate), latest) > 0) X509_set1_notAfter(certificate, latest);
}

// An extension in the words of OpenSSL's configuration (x509v3_config(5)). `issuer`: of the authority.
void add_extension(X509* certificate, X509* issuer, int number, const char* value) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionHandle extension{X509V3_EXT_conf_nid(nullptr, &context, number, value)};
    require(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

void add_uses(X509* certificate, X509* issuer, const CertificatePlan& plan) {
    const bool authority = plan.use == CertificatePlan::Use::authority;
    add_extension(certificate, issuer, NID_basic_constraints,
                  authority ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE");
    const char* rsa_too = plan.weak ? "critical,digitalSignature,keyEncipherment" : "critical,digitalSignature";
    add_extension(certificate, issuer, NID_key_usage, authority ? "critical,keyCertSign,cRLSign" : rsa_too);
    add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
    if (issuer != certificate) add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
    if (plan.use == CertificatePlan::Use::server) add_extension(certificate, issuer, NID_ext_key_usage, "serverAuth");
    if (plan.use == CertificatePlan::Use::client) add_extension(certificate, issuer, NID_ext_key_usage, "clientAuth");
}

GENERAL_NAME* general_name(const std::string& host) {
    GENERAL_NAME* name = GENERAL_NAME_new();
    require(name != nullptr, host.c_str());
    if (AddressHandle address{a2i_IPADDRESS(host.c_str())}) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, address.release());
        return name;
    }
    ASN1_IA5STRING* text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, host.data(), static_cast<int>(host.size()));
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
    return name;
}

void add_hosts(X509* certificate, const std::vector<std::string>& hosts) {
    if (hosts.empty()) return;
    const NamesHandle names{GENERAL_NAMES_new()};
    for (const std::string& host : hosts) sk_GENERAL_NAME_push(names.get(), general_name(host));
    require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1,
            "les noms d'un certificat");
}

bool is_host_character(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '-' || character == '_';
}

}  // namespace

Issued issue(const CertificatePlan& plan, const Issued* authority) {
    assert(std::ranges::all_of(plan.hosts, is_host_name));
    Issued issued{CertificateHandle{X509_new()}, make_key(plan.weak)};
    X509* certificate = issued.certificate.get();
    X509* issuer = authority == nullptr ? certificate : authority->certificate.get();
    require(X509_set_version(certificate, version_3) == 1, "X509_set_version");
    set_serial(certificate);
    add_to_name(X509_get_subject_name(certificate), "O", "Atelier HTTP");
    add_to_name(X509_get_subject_name(certificate), "CN", plan.name);
    require(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1, "X509_set_issuer_name");
    set_times(certificate, plan, authority);
    require(X509_set_pubkey(certificate, issued.key.get()) == 1, "X509_set_pubkey");
    add_uses(certificate, issuer, plan);
    add_hosts(certificate, plan.hosts);
    EVP_PKEY* signer = authority == nullptr ? issued.key.get() : authority->key.get();
    require(X509_sign(certificate, signer, plan.weak ? EVP_sha1() : EVP_sha256()) > 0, "la signature d'un certificat");
    return issued;
}

bool is_host_name(const std::string& text) {
    if (AddressHandle{a2i_IPADDRESS(text.c_str())}) return true;
    ERR_clear_error();
    std::string_view rest = text;
    if (rest.starts_with("*.")) rest.remove_prefix(2);
    if (rest.empty() || text.size() > 253 || rest.front() == '.' || rest.back() == '.') return false;
    const bool empty_label = rest.find("..") != std::string_view::npos;
    return !empty_label &&
           std::ranges::all_of(rest, [](char character) { return character == '.' || is_host_character(character); });
}

void throw_openssl(const std::string& what) {
    throw std::runtime_error{"OpenSSL : " + what + " : " + last_reason()};
}

}  // namespace client
