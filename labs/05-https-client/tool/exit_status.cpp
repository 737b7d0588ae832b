#include "05-https-client/tool/exit_status.hpp"

#include <system_error>

#include "05-https-client/errors.hpp"
#include "common/program.hpp"

namespace tool {
namespace {

template <typename Kind>
bool is(const std::exception& failure) {
    return dynamic_cast<const Kind*>(&failure) != nullptr;
}

int status_of_tls(const client::SSLError& failure, Stage stage) {
    if (failure.verify_code() != 0) return 60;
    switch (stage) {
    case Stage::request: return 55;
    case Stage::wait:
    case Stage::body:
    case Stage::done: return 56;
    case Stage::nothing:
    case Stage::name:
    case Stage::proxy_name:
    case Stage::connection:
    case Stage::tunnel:
    case Stage::tls: return 35;
    }
    return 35;
}

int status_of_proxy(Stage stage) {
    return stage == Stage::proxy_name ? 5 : stage == Stage::tunnel ? 56 : 7;
}

int status_of_connection(Stage stage) {
    switch (stage) {
    case Stage::nothing:
    case Stage::name:
    case Stage::proxy_name:
    case Stage::connection: return 7;
    case Stage::tls: return 35;
    case Stage::request: return 55;
    case Stage::wait: return 52;
    case Stage::tunnel:
    case Stage::body:
    case Stage::done: return 56;
    }
    return 7;
}

int status_of_answer(const std::exception& failure, Stage stage) {
    const bool in_head = stage == Stage::wait || stage == Stage::tunnel || stage == Stage::request;
    if (is<client::IncompleteBody>(failure)) return 18;
    if (is<client::DecodingError>(failure)) return 61;
    if (is<client::LimitExceeded>(failure)) return in_head ? 56 : 63;
    return in_head ? 1 : 56;  // curl says of an answer that is not HTTP: a protocol that is not supported
}

}  // namespace

int exit_status(const std::exception& failure, Stage stage) {
    if (const auto* own = dynamic_cast<const Failure*>(&failure)) return own->status();
    if (is<common::WrongUsage>(failure)) return 2;
    if (is<client::InvalidURL>(failure)) return 3;
    if (is<client::InvalidRequest>(failure)) return 2;
    if (is<client::NameError>(failure)) return stage == Stage::proxy_name ? 5 : 6;
    if (is<client::ProxyError>(failure)) return status_of_proxy(stage);
    if (const auto* tls = dynamic_cast<const client::SSLError*>(&failure)) return status_of_tls(*tls, stage);
    if (is<client::ConnectionError>(failure)) return status_of_connection(stage);
    if (is<client::Timeout>(failure)) return 28;
    if (is<client::ProtocolError>(failure)) return status_of_answer(failure, stage);
    if (is<client::TooManyRedirects>(failure)) return 47;
    if (is<client::HTTPError>(failure)) return 22;
    if (is<client::ChecksumError>(failure)) return 56;
    if (is<std::system_error>(failure)) return stage == Stage::body || stage == Stage::done ? 23 : 26;
    return 1;
}

}  // namespace tool
