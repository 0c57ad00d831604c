// KeysPanel: the keys of one provider in the order they are tried, and the form that adds one: pasted (kept
// in the keyring or for this run), from an environment variable or from a file. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/widgets/Card.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace signalbox {

class Field;
class KeyRow;

class KeysPanel final : public Card {
    Q_OBJECT

public:
    KeysPanel(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);

    // Shows another provider; closes the form.
    void open(int provider);
    // None is shown.
    void close();
    // What the draft and its check say now.
    void refresh();
    // Takes a key that was pasted but not added yet. False: it cannot be taken, and the form says why.
    [[nodiscard]] bool takePasted();
    // Opens the form, ready to paste.
    void askKey();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Way { Paste, Environment, File };
    void buildForm();
    void closeForm();
    void chooseWay(int index);
    void chooseFile();
    bool addKey();
    void rise(const KeySource& source);
    void rebuild();
    void clearRows();
    void refreshNote();

    Context m_context;
    ConfigDraft& m_draft;
    int m_provider = -1;
    QVBoxLayout* m_rows;
    QVector<KeyRow*> m_keys;
    QLabel* m_note;
    QPushButton* m_add;
    QWidget* m_form;
    QComboBox* m_way = nullptr;
    QLineEdit* m_secret = nullptr;
    QComboBox* m_keep = nullptr;
    QLineEdit* m_variable = nullptr;
    QLineEdit* m_file = nullptr;
    Field* m_secretField = nullptr;
    Field* m_variableField = nullptr;
    Field* m_fileField = nullptr;
    Field* m_keepField = nullptr;
};

}  // namespace signalbox
