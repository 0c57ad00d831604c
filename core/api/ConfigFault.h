// ConfigFault: one thing that is wrong in a configuration file, and where. Thread: a value.
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace signalbox {

struct ConfigFault {
    QString path;  // "routes[2].targets[0].provider"; "line 3, column 7" where the text is not JSON; empty:
                   // the file
    QString message;  // for people; never holds a key

    bool operator==(const ConfigFault&) const = default;
    [[nodiscard]] QString toString() const {
        return path.isEmpty() ? message : QString(path + QStringLiteral(": ") + message);
    }
};

using ConfigFaults = std::vector<ConfigFault>;

[[nodiscard]] inline QStringList toStrings(const ConfigFaults& faults) {
    QStringList lines;
    for (const ConfigFault& fault : faults) {
        lines.append(fault.toString());
    }
    return lines;
}

}  // namespace signalbox
