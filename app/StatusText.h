// StatusText: what `status` and `spend` print for people, made from the answers of the control socket. Thread: any; pure.
#pragma once

#include <QJsonObject>
#include <QString>

namespace signalbox {

// `status` as from statusToJson(), `spendToday` as from spendToJson(); empty: it could not be had.
[[nodiscard]] QString statusText(const QJsonObject& status, const QJsonObject& spendToday);
[[nodiscard]] QString spendText(const QJsonObject& spend);
[[nodiscard]] QString spendCsv(const QJsonObject& spend);

}  // namespace signalbox
