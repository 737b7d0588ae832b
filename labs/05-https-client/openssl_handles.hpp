#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace client {

// OpenSSL is written in C: each kind of object has its own function that frees it. Here each has its owner.
template <auto release>
struct Releaser {
    template <typename T>
    void operator()(T* object) const {
        release(object);
    }
};

struct ChainReleaser {
    void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
};

using BioHandle = std::unique_ptr<BIO, Releaser<BIO_free_all>>;
using CertificateHandle = std::unique_ptr<X509, Releaser<X509_free>>;
using ChainHandle = std::unique_ptr<STACK_OF(X509), ChainReleaser>;
using ContextHandle = std::unique_ptr<SSL_CTX, Releaser<SSL_CTX_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;
using SslHandle = std::unique_ptr<SSL, Releaser<SSL_free>>;
using TlsSessionHandle = std::unique_ptr<SSL_SESSION, Releaser<SSL_SESSION_free>>;

}  // namespace client
