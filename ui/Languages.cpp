#include "ui/Languages.h"

#include <QCoreApplication>
#include <QDir>
#include <QLibraryInfo>

#include <algorithm>

static void initTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {
const QString kFolder = u":/signalbox/i18n"_s;
const QString kStem = u"signalbox_"_s;
}  // namespace

QVector<Language> languages() {
    initTranslations();
    QVector<Language> found{{u"en"_s, u"English"_s}};
    const QStringList files = QDir(kFolder).entryList({kStem + u"*.qm"_s}, QDir::Files, QDir::Name);
    for (const QString& file : files) {
        const QString code = file.mid(kStem.size(), file.size() - kStem.size() - 3);
        found.append({code, QLocale(code).nativeLanguageName()});
    }
    return found;
}

QLocale localeFor(const QString& language) {
    // Where nothing is set, C's forms of numbers and money are nobody's.
    const QLocale system =
        QLocale().language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : QLocale();
    const QLocale chosen(language);
    return language.isEmpty() || chosen.language() == system.language() ? system : chosen;
}

QString textsFor(const QStringList& wanted) {
    const QVector<Language> there = languages();
    for (QString code : wanted) {
        code.replace(u'-', u'_');
        for (; !code.isEmpty(); code.truncate(std::max(code.lastIndexOf(u'_'), qsizetype(0)))) {
            if (std::any_of(there.begin(), there.end(),
                            [&](const Language& one) { return one.code == code; })) {
                return code;
            }
        }
    }
    return there.first().code;
}

Translation::~Translation() {
    QCoreApplication::removeTranslator(&m_texts);
    QCoreApplication::removeTranslator(&m_qt);
}

void Translation::use(const QString& language) {
    initTranslations();
    const QString code = textsFor(language.isEmpty() ? QLocale().uiLanguages() : QStringList{language});
    if (m_texts.load(kStem + code, kFolder)) {
        QCoreApplication::installTranslator(&m_texts);
        if (m_qt.load(u"qtbase_"_s + code, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
            QCoreApplication::installTranslator(&m_qt);
        }
    }
}

}  // namespace signalbox
