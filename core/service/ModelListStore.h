// ModelListStore: models.json in the data folder: the model lists that providers published, so that the next
// start knows them before the first answer comes. A cache: losing it costs nothing but time. Thread: the
// service's; writing happens on a thread of its own, in the order of the calls. Version 1.
#pragma once

#include "core/api/ModelListRecord.h"
#include "core/base/Result.h"

#include <QByteArray>
#include <QThreadPool>

namespace signalbox {

[[nodiscard]] QByteArray writeModelLists(const ModelListRecord& record);
// Errors name the place in the file.
[[nodiscard]] Result<ModelListRecord> readModelLists(const QByteArray& bytes);

class ModelListStore {
public:
    explicit ModelListStore(QString path);
    // Waits for the writes under way.
    ~ModelListStore();

    // At program start, blocks. No file: nothing known. A file that cannot be understood is reported and left
    // to be replaced.
    [[nodiscard]] Result<ModelListRecord> load() const;
    void save(const ModelListRecord& record);
    // Waits for the writes under way.
    void flush();

private:
    const QString m_path;
    QThreadPool m_writer;
};

}  // namespace signalbox
