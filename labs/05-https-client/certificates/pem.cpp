#include "05-https-client/certificates/pem.hpp"

#include <fcntl.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <stdexcept>

#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace client {
namespace {

std::string text_of(BIO* memory) {
    BUF_MEM* text = nullptr;
    BIO_ctrl(memory, BIO_C_GET_BUF_MEM_PTR, 0, &text);
    return {text->data, text->length};
}

BioHandle open_file(const std::string& path) {
    BioHandle file{BIO_new_file(path.c_str(), "r")};
    if (!file) throw_openssl("« " + path + " »");
    return file;
}

void write_all(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) common::throw_errno("write", path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

std::string to_pem(X509* certificate) {
    const BioHandle memory{BIO_new(BIO_s_mem())};
    if (PEM_write_bio_X509(memory.get(), certificate) != 1) throw_openssl("un certificat");
    return text_of(memory.get());
}

std::string to_pem(EVP_PKEY* key) {
    const BioHandle memory{BIO_new(BIO_s_mem())};
    const int done = PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    if (done != 1) throw_openssl("une clé");
    return text_of(memory.get());
}

Issued read_pem(const std::string& certificate_path, const std::string& key_path) {
    Issued issued;
    issued.certificate.reset(PEM_read_bio_X509(open_file(certificate_path).get(), nullptr, nullptr, nullptr));
    if (!issued.certificate) throw_openssl("« " + certificate_path + " »");
    issued.key.reset(PEM_read_bio_PrivateKey(open_file(key_path).get(), nullptr, nullptr, nullptr));
    if (!issued.key) throw_openssl("« " + key_path + " »");
    if (X509_check_private_key(issued.certificate.get(), issued.key.get()) == 1) return issued;
    ERR_clear_error();
    throw std::runtime_error{"la clé « " + key_path + " » n'est pas celle de « " + certificate_path + " »"};
}

void write_file(const std::string& path, std::string_view bytes, mode_t mode) {
    const std::string temporary = path + ".new";
    ::unlink(temporary.c_str());  // left by a program that was stopped in the middle
    const common::UniqueFd file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
    if (!file) common::throw_errno("open", temporary);
    write_all(file.get(), bytes, temporary);
    if (::rename(temporary.c_str(), path.c_str()) != 0) common::throw_errno("rename", path);
}

}  // namespace client
