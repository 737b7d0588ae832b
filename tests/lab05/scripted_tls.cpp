#include "lab05/scripted_tls.hpp"

#include <poll.h>

#include <array>
#include <stdexcept>

#include "01-tcp/stream.hpp"
#include "05-https-client/certificate.hpp"
#include "05-https-client/certificates/class_certificates.hpp"
#include "05-https-client/certificates/issue.hpp"
#include "05-https-client/certificates/pem.hpp"
#include "05-https-client/tls_failure.hpp"

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast as C does

namespace scripted {
namespace {

void require(bool done, const std::string& what) {
    if (!done) throw std::runtime_error{what + " : " + client::last_reason()};
}

// Weak keys and old versions too: it is for the client to refuse them.
constexpr const char* any_suite = "ALL:@SECLEVEL=0";
constexpr const char* any_strength = ":@SECLEVEL=0";

}  // namespace

const TestCertificates& TestCertificates::get() {
    static const TestCertificates certificates;
    return certificates;
}

TestCertificates::TestCertificates() {
    client::make_class_certificates({.directory = directory_.path(), .broken = true});
    const client::Issued authority = client::read_pem(path("ca"), path("ca", ".key"));
    const auto make = [&](const std::string& name, const client::CertificatePlan& plan) {
        const client::Issued issued = client::issue(plan, &authority);
        client::write_file(path(name), client::to_pem(issued.certificate.get()), 0644);
        client::write_file(path(name, ".key"), client::to_pem(issued.key.get()), 0600);
    };
    make("wildcard", {.name = "joker", .hosts = {"*.classe.test"}});
    make("nameless", {.name = "localhost"});
}

std::shared_ptr<SSL_CTX> tls_context(const TlsSettings& settings) {
    const TestCertificates& files = TestCertificates::get();
    const std::shared_ptr<SSL_CTX> context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    SSL_CTX* raw = context.get();
    const std::string suites = settings.suites.empty() ? any_suite : settings.suites + any_strength;
    require(SSL_CTX_set_cipher_list(raw, suites.c_str()) == 1, settings.suites);
    require(SSL_CTX_use_certificate_chain_file(raw, files.path(settings.certificate).c_str()) == 1,
            settings.certificate);
    require(SSL_CTX_use_PrivateKey_file(raw, files.path(settings.certificate, ".key").c_str(), SSL_FILETYPE_PEM) == 1,
            settings.certificate + ".key");
    SSL_CTX_set_min_proto_version(raw, settings.lowest);
    SSL_CTX_set_max_proto_version(raw, settings.highest);
    SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>("test"), 4);
    SSL_CTX_set_mode(raw, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (settings.demands_client) {
        require(SSL_CTX_load_verify_file(raw, files.authority().c_str()) == 1, files.authority());
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    return context;
}

TlsGuest::TlsGuest(Guest& guest, SSL_CTX* context) : guest_{guest}, ssl_{SSL_new(context)} {
    end_.socket = guest.socket();
    BIO* bio = client::socket_bio(end_).release();
    SSL_set_bio(ssl_.get(), bio, bio);
    for (;;) {
        ERR_clear_error();
        const int done = SSL_accept(ssl_.get());
        if (done == 1) return;
        wait_after(done);
    }
}

void TlsGuest::wait_after(int done) {
    const int error = SSL_get_error(ssl_.get(), done);
    require(error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE, "le client est parti, ou a refusé");
    const short events = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
    const tcp::Outcome ready = tcp::wait_for(end_.socket, events, tcp::Deadline::after(peers::patience));
    if (ready != tcp::Outcome::complete) throw std::runtime_error{"le client est resté silencieux"};
}

std::string TlsGuest::read(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t came = 0;
    while (came < count) {
        ERR_clear_error();
        std::size_t size = 0;
        const int done = SSL_read_ex(ssl_.get(), bytes.data() + came, count - came, &size);
        came += size;
        if (done != 1) wait_after(done);
    }
    return bytes;
}

void TlsGuest::send(std::string_view bytes) {
    while (!bytes.empty()) {
        ERR_clear_error();
        std::size_t taken = 0;
        const int done = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &taken);
        bytes.remove_prefix(taken);
        if (done != 1) wait_after(done);
    }
}

void TlsGuest::say_goodbye() {
    SSL_shutdown(ssl_.get());
}

std::string TlsGuest::exchange(std::string_view bytes, std::size_t count) {
    std::string came;
    std::array<char, 64 * 1024> buffer;
    while (came.size() < count || !bytes.empty()) {
        ERR_clear_error();
        std::size_t size = 0;
        std::size_t taken = 0;
        const int read = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &size);
        came.append(buffer.data(), size);
        if (read != 1) require(SSL_get_error(ssl_.get(), read) == SSL_ERROR_WANT_READ, "lecture");
        const int written = bytes.empty() ? 0 : SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &taken);
        bytes.remove_prefix(taken);
        if (read == 1 || written == 1) continue;
        const short events = bytes.empty() ? POLLIN : POLLIN | POLLOUT;
        const tcp::Outcome ready = tcp::wait_for(end_.socket, events, tcp::Deadline::after(peers::patience));
        if (ready != tcp::Outcome::complete) throw std::runtime_error{"le client est resté silencieux"};
    }
    return came;
}

std::string TlsGuest::requested_name() const {
    const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
}

std::string TlsGuest::client_name() const {
    X509* certificate = SSL_get0_peer_certificate(ssl_.get());
    return certificate == nullptr ? "" : client::facts_of(certificate).subject;
}

Play over_shared_tls(std::shared_ptr<SSL_CTX> context, TlsPlay play) {
    return [context = std::move(context), play = std::move(play)](Guest& guest) {
        TlsGuest tls{guest, context.get()};
        play(tls);
    };
}

Play over_tls(const TlsSettings& settings, TlsPlay play) {
    return over_shared_tls(tls_context(settings), std::move(play));
}

}  // namespace scripted
