// Languages: which languages the window's texts are there in, and putting one of them in force. The texts
// themselves are English; a translation is made of translations/signalbox_<code>.ts. Thread: GUI.
#pragma once

#include <QLocale>
#include <QString>
#include <QTranslator>
#include <QVector>

namespace signalbox {

struct Language {
    QString code;  // "en", "pt_BR"
    QString name;  // as those who speak it call it
};

// English first.
[[nodiscard]] QVector<Language> languages();
// How numbers, dates and money are written: as the system says, unless a language was chosen that the system
// does not speak.
[[nodiscard]] QLocale localeFor(const QString& language);
// The code of the texts for a reader of these languages, the best first ("de-AT", "en-US"): English where
// none of them comes before it.
[[nodiscard]] QString textsFor(const QStringList& wanted);

// The texts of one language while it lives: the window's and, where the system has them, Qt's own.
class Translation {
public:
    Translation() = default;
    ~Translation();
    Translation(const Translation&) = delete;
    Translation& operator=(const Translation&) = delete;
    // Empty: the system's. Texts without a translation stay English.
    void use(const QString& language);

private:
    QTranslator m_texts;
    QTranslator m_qt;
};

}  // namespace signalbox
