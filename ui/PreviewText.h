// PreviewText: what a throw of the lever would cost, in words, and whether that is enough to ask first.
// Thread: GUI.
#pragma once

#include "core/api/Explanation.h"
#include "ui/Format.h"

#include <QCoreApplication>

namespace signalbox {

class PreviewText {
    Q_DECLARE_TR_FUNCTIONS(PreviewText)

public:
    // A throw that makes requests fail or change, loses caches worth five cents, or makes a request dearer by
    // half or more. Everything else goes at once.
    [[nodiscard]] static bool isCostly(const SwitchPreview& preview);
    // One plain sentence per fact that is worth knowing; the gravest first.
    [[nodiscard]] static QStringList facts(const SwitchPreview& preview, const Format& format);
};

}  // namespace signalbox
