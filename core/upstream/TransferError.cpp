#include "core/upstream/TransferError.h"

#include <cerrno>

namespace signalbox {

namespace {

QString connectSentence(const TransferFacts& facts) {
    if (facts.proxyStatus >= 400) {
        return QStringLiteral("%1: the proxy refused the connection with status %2")
            .arg(facts.place)
            .arg(facts.proxyStatus);
    }
    switch (facts.osError) {
        case ECONNREFUSED:
            return QStringLiteral("%1 refuses connections: nothing listens there").arg(facts.place);
        case ENETUNREACH:
        case EHOSTUNREACH:
            return QStringLiteral("%1 cannot be reached: no network route to it").arg(facts.place);
        default:
            return QStringLiteral("%1: no connection").arg(facts.place);
    }
}

}  // namespace

TransportEnd transportEnd(const TransferFacts& facts) {
    const auto end = [](TransportError error, const QString& detail) { return TransportEnd{error, detail}; };
    const QString& place = facts.place;
    switch (facts.code) {
        case CURLE_OK:
            return {};
        case CURLE_COULDNT_RESOLVE_PROXY:
            return end(TransportError::Resolve,
                       QStringLiteral("%1: the proxy's name cannot be resolved").arg(place));
        case CURLE_COULDNT_RESOLVE_HOST:
            return end(TransportError::Resolve,
                       QStringLiteral(
                           "%1: the name cannot be resolved; the network is down or the base URL is wrong")
                           .arg(place));
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_PROXY:
        case CURLE_INTERFACE_FAILED:
            return end(TransportError::Connect, connectSentence(facts));
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS:
            return end(
                TransportError::Tls,
                QStringLiteral("%1: its certificate is not trusted (%2); the base URL is wrong or someone "
                               "stands in between")
                    .arg(place, QString::fromUtf8(facts.curlMessage)));
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_ENGINE_NOTFOUND:
        case CURLE_SSL_ENGINE_SETFAILED:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_SHUTDOWN_FAILED:
        case CURLE_SSL_CRL_BADFILE:
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        case CURLE_SSL_CLIENTCERT:
            return end(TransportError::Tls, QStringLiteral("%1: no secure connection (%2)")
                                                .arg(place, QString::fromUtf8(facts.curlMessage)));
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
        case CURLE_OUT_OF_MEMORY:  // what libcurl says of a header line beyond its own limit
            return end(TransportError::Protocol,
                       QStringLiteral("%1 does not answer in valid HTTP").arg(place));
        case CURLE_RECV_ERROR:
            if (facts.proxyStatus >= 400) {
                return end(TransportError::Connect, connectSentence(facts));
            }
            if (facts.curlMessage.contains("chunked-encoding")) {
                return end(TransportError::Protocol,
                           QStringLiteral("%1: the chunks of the answer are malformed").arg(place));
            }
            break;
        default:
            break;
    }
    return end(TransportError::Reset,
               facts.answerBegan
                   ? QStringLiteral("%1 closed the connection before the answer was complete").arg(place)
                   : QStringLiteral("%1 closed the connection without an answer").arg(place));
}

}  // namespace signalbox
