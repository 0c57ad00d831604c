// ObjectFields: takes the fields of one JSON object by name and kind, and notes what is wrong under its JSON
// path. A wrong field keeps its default, so that reading goes on and every fault is found. finish() looks at
// the keys that nobody asked for. Thread: a helper of the parser, lives while one object is read.
#pragma once

#include "core/api/ConfigFault.h"
#include "core/base/Decimal.h"
#include "core/config/JsonNode.h"

#include <QStringList>

#include <optional>

namespace signalbox {

struct FaultLists {
    ConfigFaults faults;
    ConfigFaults warnings;
    void fault(const QString& path, const QString& message) { faults.push_back({path, message}); }
    void warn(const QString& path, const QString& message) { warnings.push_back({path, message}); }
};

class ObjectFields {
public:
    enum class Presence { Optional, Required };

    // `node` may be of any kind; if it is not an object that is one fault, and there are no fields.
    ObjectFields(const JsonNode& node, QString path, FaultLists& lists);

    [[nodiscard]] const QString& path() const { return m_path; }
    [[nodiscard]] QString pathOf(const QString& key) const;
    [[nodiscard]] FaultLists& lists() { return m_lists; }
    [[nodiscard]] bool has(const QString& key) const {
        return m_node.isObject() && m_node.find(key) != nullptr;
    }

    // The field, or nothing when it is absent (a fault if required) or of another kind (a fault).
    [[nodiscard]] const JsonNode* any(const QString& key, Presence presence = Presence::Optional);
    [[nodiscard]] std::optional<QString> text(const QString& key, Presence presence = Presence::Optional);
    [[nodiscard]] std::optional<bool> boolean(const QString& key);
    // Whole numbers from min to max; 5.0 and 5e0 are whole.
    [[nodiscard]] std::optional<qint64> integer(const QString& key, qint64 min, qint64 max);
    [[nodiscard]] std::optional<double> real(const QString& key, double min, double max);
    // An amount of dollars from 0 to maxUnits, exact to `decimals` places.
    [[nodiscard]] std::optional<qint64> amount(const QString& key, int decimals, qint64 maxUnits,
                                               Presence presence = Presence::Optional);
    [[nodiscard]] const std::vector<JsonNode>& list(const QString& key,
                                                    Presence presence = Presence::Optional);
    // Text items, none empty, none twice.
    [[nodiscard]] QStringList texts(const QString& key);

    void fault(const QString& key, const QString& message) { m_lists.fault(pathOf(key), message); }

    // Keys that were not asked for: one that is nearly a known one is a fault ("did you mean"), any other is
    // kept and warned about. Keys that begin with '_' or '$' are notes of the user's own.
    void finish();

private:
    [[nodiscard]] const JsonNode* take(const QString& key, JsonNode::Kind kind, Presence presence);

    const JsonNode& m_node;
    QString m_path;
    FaultLists& m_lists;
    QStringList m_known;
};

// The one of `known` that `name` is a slip of (other case, '-' for '_', one or two letters wrong); empty if
// none.
[[nodiscard]] QString nearestName(const QString& name, const QStringList& known);
// "; did you mean "x"?" or nothing.
[[nodiscard]] QString suggestion(const QString& name, const QStringList& known);

}  // namespace signalbox
