// Banner: one thing the user should know, across the page, with its sign. BannerStack holds those that hold
// now. Thread: GUI.
#pragma once

#include "ui/Theme.h"

#include <QCoreApplication>
#include <QFrame>
#include <QVector>

class QVBoxLayout;

namespace signalbox {

class Format;

struct BannerItem {
    enum class Dismiss { No, Yes };
    QString id;
    HealthState severity = HealthState::Attention;
    QString text;
    QStringList details;
    Dismiss dismiss = Dismiss::No;
    QString action = {};  // of a button that does something about it; empty: none

    bool operator==(const BannerItem&) const = default;
};

// What a snapshot gives reason to say.
class BannerText {
    Q_DECLARE_TR_FUNCTIONS(BannerText)

public:
    [[nodiscard]] static QVector<BannerItem> of(const StatusSnapshot& status, const Format& format);
    // What the id of a banner with an action is about.
    [[nodiscard]] static QString drillId(const QString& provider) { return u"drill:" + provider; }
    [[nodiscard]] static QString parkedId(const QString& route) { return u"parked:" + route; }
    [[nodiscard]] static QString budgetId(const BudgetConfig& budget);

private:
    static void addBudgets(QVector<BannerItem>& items, const StatusSnapshot& status, const Format& format);
};

class BannerStack final : public QWidget {
    Q_OBJECT

public:
    explicit BannerStack(const Theme& theme, QWidget* parent = nullptr);
    void present(const QVector<BannerItem>& items);
    [[nodiscard]] const QVector<BannerItem>& items() const { return m_items; }

Q_SIGNALS:
    void dismissed(const QString& id);
    void actionAsked(const QString& id);

private:
    void rebuild();
    const Theme& m_theme;
    QVector<BannerItem> m_items;
    QVBoxLayout* m_column;
    QVector<QWidget*> m_banners;
};

}  // namespace signalbox
