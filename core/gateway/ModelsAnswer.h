// ModelsAnswer: GET /v1/models and /v1/models/{id}: the routes' names and what every enabled provider lists,
// in OpenAI's form. Thread: gateway.
#pragma once

#include "core/api/Config.h"
#include "core/gateway/ModelLists.h"

#include <QByteArray>

#include <optional>

namespace signalbox {

[[nodiscard]] QByteArray modelsAnswer(const Config& config, const ModelLists& lists);
// Nothing if no route has that name and no enabled provider's list has that model. Every name that routing
// finds in a list is found here: "provider/model", and "name" for a listed "name:latest".
[[nodiscard]] std::optional<QByteArray> modelAnswer(const Config& config, const ModelLists& lists,
                                                    const QString& id);

}  // namespace signalbox
