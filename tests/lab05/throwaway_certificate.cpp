#include "lab05/throwaway_certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <stdexcept>

#include "05-https-client/openssl_handles.hpp"

namespace played {
namespace {

std::string text_of(const client::BioHandle& memory) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

void name(X509* certificate, const std::string& common_name) {
    X509_NAME* const subject = X509_get_subject_name(certificate);
    const auto* const text = reinterpret_cast<const unsigned char*>(common_name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
}

void add_extension(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

client::CertificateHandle certificate_of(EVP_PKEY* key, const CertificateWish& wish) {
    client::CertificateHandle certificate{X509_new()};
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), wish.valid_from);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), wish.valid_until);
    name(certificate.get(), wish.name);
    X509_set_pubkey(certificate.get(), key);
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0) throw std::runtime_error{"X509_sign"};
    return certificate;
}

}  // namespace

https::CertificateFiles make_certificate(const TemporaryDirectory& directory, const CertificateWish& wish) {
    const client::KeyHandle key{EVP_EC_gen("P-256")};
    if (!key) throw std::runtime_error{"EVP_EC_gen"};
    const client::CertificateHandle certificate = certificate_of(key.get(), wish);
    const client::BioHandle pem{BIO_new(BIO_s_mem())};
    const client::BioHandle key_pem{BIO_new(BIO_s_mem())};
    PEM_write_bio_X509(pem.get(), certificate.get());
    PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    https::CertificateFiles files;
    files.certificate = directory.write(wish.name + ".pem", text_of(pem));
    files.key = directory.write(wish.name + ".key", text_of(key_pem));
    ::chmod(files.key.c_str(), 0600);
    return files;
}

}  // namespace played
