// The body of an answer that the gateway itself gives to say no (contract.md "HTTP"). Thread: any.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace signalbox {

// {"error":{"message","type","param","code"}}; on /v1/messages… in Anthropic's shape, with `code` beside it.
// `path`: the request's path, without query. `param`: the field at fault, if one is. Content type:
// application/json.
[[nodiscard]] QByteArray gatewayErrorBody(QByteArrayView path, int status, const QString& message,
                                          const QString& code, const QString& param = {});

// `text` as a JSON string, quotes included.
[[nodiscard]] QByteArray jsonQuoted(const QString& text);

}  // namespace signalbox
