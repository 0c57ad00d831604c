// How a transfer ended, in the words of Transport: the class for programs and a sentence for people that
// names the likely culprit. Never holds a key, a URL's path, or text that the provider sent. Thread: a pure
// function.
#pragma once

#include "core/upstream/Transport.h"

#include <curl/curl.h>

namespace signalbox {

struct TransferFacts {
    CURLcode code = CURLE_OK;
    QString place;             // host and port, and the proxy if there is one
    QByteArray curlMessage;    // libcurl's own words
    long osError = 0;          // errno of the failed connect
    long proxyStatus = 0;      // the proxy's answer to CONNECT, if it refused
    bool answerBegan = false;  // at least one byte of the answer came
};

[[nodiscard]] TransportEnd transportEnd(const TransferFacts& facts);

}  // namespace signalbox
