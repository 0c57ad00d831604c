// ModelFacts: reads the model catalogue that is part of the program (resources/models.json: tokens of context
// by model, and what models cannot do, grouped by the source that the facts are from). Thread: any; nothing
// here touches the disk as long as the path is the default one. Errors: a catalogue with any fault is refused
// whole, with the place.
#pragma once

#include "core/base/Result.h"
#include "core/routing/ModelCatalog.h"

#include <QByteArray>
#include <QString>

namespace signalbox {

[[nodiscard]] Result<ModelCatalog> readModelCatalog(const QByteArray& json);

// The catalogue at `path`. Empty, and a sentence in the log, where it cannot be read: then nothing is known
// of models, and everything else goes on.
[[nodiscard]] ModelCatalog loadModelCatalog(const QString& path = QStringLiteral(":/signalbox/models.json"));

}  // namespace signalbox
