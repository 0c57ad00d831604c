// The window's texts in other languages: each translation keeps what is put into the text, its Alt letter and
// the spaces at its ends, and the one that is chosen is what the window says.
#include "tests/ui/support/WindowFixture.h"
#include "ui/Languages.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QRegularExpression>
#include <QSettings>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace signalbox;
using namespace signalbox::test;

namespace {

struct Text {
    QString context;
    QString source;
    QStringList translations;  // one a plural form
    bool finished = true;
};

QVector<Text> readTexts(QIODevice& file) {
    QVector<Text> texts;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == u"name") {
            context = xml.readElementText();
        } else if (xml.name() == u"source") {
            texts.append({context, xml.readElementText(), {}});
        } else if (xml.name() == u"translation") {
            texts.last().finished = xml.attributes().value(u"type"_s).isEmpty();
            const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            // Plural forms are elements within, each on a line.
            static const QRegularExpression breaks(u"\\s*\\n\\s*"_s);
            texts.last().translations =
                text.startsWith(u'\n') ? text.split(breaks, Qt::SkipEmptyParts) : QStringList{text};
        }
    }
    return texts;
}

// "%1" and "%n", sorted.
QStringList places(const QString& text) {
    static const QRegularExpression place(u"%(?:[0-9]|n)"_s);
    QStringList found;
    for (QRegularExpressionMatchIterator at = place.globalMatch(text); at.hasNext();) {
        found.append(at.next().captured());
    }
    found.sort();
    return found;
}

bool hasLetter(const QString& text) {
    static const QRegularExpression letter(u"&[^&\\s]"_s);
    return letter.match(text).hasMatch();
}

QString ends(const QString& text) {
    return QString(text.startsWith(u' ') ? u"_"_s : u"|"_s) + (text.endsWith(u' ') ? u"_"_s : u"|"_s);
}

QStringList faults(const Text& text) {
    QStringList found;
    for (const QString& translation : text.translations) {
        const QString where = text.context + u": "_s + text.source + u" → "_s + translation;
        if (!text.finished || translation.isEmpty()) {
            found.append(u"not translated, "_s + where);
        } else if (places(text.source) != places(translation)) {
            found.append(u"other places, "_s + where);
        } else if (hasLetter(text.source) != hasLetter(translation)) {
            found.append(u"Alt letter, "_s + where);
        } else if (ends(text.source) != ends(translation)) {
            found.append(u"spaces, "_s + where);
        }
    }
    return found;
}

}  // namespace

class TestTranslations : public WindowFixture {
    Q_OBJECT

private Q_SLOTS:
    void init() { serve(sampleConfig()); }
    void cleanup() { close(); }

    // The look itself can fail.
    void whatIsWrongIsFound() {
        QVERIFY(faults({u"A"_s, u"&Send %1 to %2"_s, {u"%1 an %2 &senden"_s}}).isEmpty());
        QCOMPARE(faults({u"A"_s, u"&Send %1 to %2"_s, {u"%1 &senden"_s}}).size(), 1);
        QCOMPARE(faults({u"A"_s, u"&Send %1"_s, {u"%1 senden"_s}}).size(), 1);
        QCOMPARE(faults({u"A"_s, u" days"_s, {u"Tage"_s}}).size(), 1);
        QCOMPARE(faults({u"A"_s, u"days"_s, {QString()}}).size(), 1);
        QCOMPARE(faults({u"A"_s, u"days"_s, {u"Tage"_s}, false}).size(), 1);
    }

    void everyTextIsWhole_data() {
        QTest::addColumn<QString>("path");
        const QDir folder(u"" SIGNALBOX_SOURCE_DIR "/translations"_s);
        QVERIFY(folder.exists());
        for (const QString& name : folder.entryList({u"*.ts"_s}, QDir::Files)) {
            QTest::addRow("%s", qPrintable(name)) << folder.filePath(name);
        }
    }
    void everyTextIsWhole() {
        QFETCH(QString, path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QVector<Text> texts = readTexts(file);
        QVERIFY(texts.size() > 1000);
        QStringList found;
        for (const Text& text : texts) {
            found += faults(text);
        }
        QCOMPARE(found.join(u'\n'), QString());
    }

    void theReadersFirstLanguageThatIsThere_data() {
        QTest::addColumn<QStringList>("wanted");
        QTest::addColumn<QString>("code");
        QTest::newRow("German") << QStringList{u"de-DE"_s} << u"de"_s;
        QTest::newRow("of Austria") << QStringList{u"de-AT"_s, u"en-US"_s} << u"de"_s;
        QTest::newRow("with a script") << QStringList{u"de-Latn-CH"_s} << u"de"_s;
        QTest::newRow("English before German") << QStringList{u"en-GB"_s, u"de-DE"_s} << u"en"_s;
        QTest::newRow("one that is not there") << QStringList{u"xx"_s, u"de"_s} << u"de"_s;
        QTest::newRow("none that is there") << QStringList{u"xx"_s} << u"en"_s;
        QTest::newRow("none") << QStringList{} << u"en"_s;
    }
    void theReadersFirstLanguageThatIsThere() {
        QFETCH(QStringList, wanted);
        QFETCH(QString, code);
        QCOMPARE(textsFor(wanted), code);
    }

    void theChosenLanguageIsWhatTheWindowSays() {
        const QTemporaryDir folder;
        const QString state = folder.filePath(u"window.ini"_s);
        WindowSettings settings;
        settings.change([](WindowChoices& choices) { choices.language = u"de"_s; });
        {
            QSettings file(state, QSettings::IniFormat);
            WindowSettings::write(settings.choices(), file);
        }
        open(sample(), {state, TrayUse::Never});
        QCOMPARE(window().findChild<QPushButton*>(u"nav:dashboard"_s)->text(), u"Übersicht"_s);
        QStringList seen;  // numbers, too
        for (const QLabel* label : window().findChildren<QLabel*>()) {
            seen.append(label->text());
        }
        QVERIFY2(seen.contains(u"420 ms · p95 1,9 s"_s), qPrintable(seen.join(u'|')));
        m_host.reset();
        QCOMPARE(QCoreApplication::translate("signalbox::MainWindow", "Dashboard"), u"Dashboard"_s);
    }

    // Qt's own dialogs speak as the window does.
    void qtsOwnTextsComeAlong() {
        Translation texts;
        texts.use(u"de"_s);
        QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), u"Abbrechen"_s);
    }
};

QTEST_MAIN(TestTranslations)
#include "tst_translations.moc"
