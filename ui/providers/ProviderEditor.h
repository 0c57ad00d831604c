// ProviderEditor: everything about one provider of the draft: state, account, keys, test call, models,
// prices, limits, and its end. What is typed goes into the draft at once; what a check says of it stands at
// the field. Thread: GUI.
#pragma once

#include "ui/Context.h"
#include "ui/models/ConfigDraft.h"
#include "ui/widgets/PageScroll.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace signalbox {

class Chip;
class ElidedLabel;
class Field;
class KeysPanel;
class LimitsPanel;
class ModelsPanel;
class PricesPanel;
class TestCallPanel;

class ProviderEditor final : public PageScroll {
    Q_OBJECT

public:
    ProviderEditor(const Context& context, ConfigDraft& draft, QWidget* parent = nullptr);

    // Shows that provider; keeps what is being typed where it is the one shown, and unchanged by others.
    void open(int provider);
    [[nodiscard]] int provider() const { return m_provider; }
    // None is shown: it is gone.
    void close();
    // What the draft, its check and the gateway say now.
    void refresh();
    // What was typed and not taken yet goes into the draft. False: it cannot, and its field says why.
    [[nodiscard]] bool finish();
    // To where a new provider is filled in.
    void focusFirst();

Q_SIGNALS:
    void removed();

private:
    void buildHead(QVBoxLayout& column);
    void buildAccount(QVBoxLayout& column);
    void buildEnd(QVBoxLayout& column);
    void load();
    void refreshHead();
    void refreshAccount();
    void refreshEnd();
    void askDelete(bool asks);
    void remove();
    [[nodiscard]] const ProviderConfig& config() const;
    [[nodiscard]] QString usesText() const;

    Context m_context;
    ConfigDraft& m_draft;
    int m_provider = -1;
    ProviderConfig m_shown;
    ElidedLabel* m_title = nullptr;
    Chip* m_chip = nullptr;
    QLabel* m_reason = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_id = nullptr;
    QComboBox* m_protocol = nullptr;
    QLineEdit* m_url = nullptr;
    QCheckBox* m_enabled = nullptr;
    QWidget* m_plain = nullptr;
    QCheckBox* m_allowPlain = nullptr;
    Field* m_nameField = nullptr;
    Field* m_idField = nullptr;
    Field* m_protocolField = nullptr;
    Field* m_urlField = nullptr;
    KeysPanel* m_keys;
    TestCallPanel* m_test;
    ModelsPanel* m_models;
    PricesPanel* m_prices;
    LimitsPanel* m_limits;
    QPushButton* m_delete = nullptr;
    QWidget* m_question = nullptr;
    QLabel* m_asks = nullptr;
    QPushButton* m_keep = nullptr;
};

}  // namespace signalbox
