#include "core/base/Glob.h"

#include <QTest>

using namespace signalbox;

class TestGlob final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void globs_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char* pattern, const char* text, bool matches) {
            QTest::addRow("%s ~ %s", pattern, text)
                << QString::fromLatin1(pattern) << QString::fromLatin1(text) << matches;
        };
        row("*", "", true);
        row("*", "x", true);
        row("gpt-*", "gpt-", true);
        row("gpt-*", "gpt", false);
        row("*mini", "gpt-5-mini", true);
        row("*mini", "gpt-5-minix", false);
        row("a?c", "abc", true);
        row("a?c", "ac", false);
        row("*a*b*", "xxaxxbxx", true);
        row("*a*b*", "xxbxxa", false);
        row("*", "*a", true);
        row("GPT", "gpt", false);
        row("", "", true);
        row("", "a", false);
        row("a/*", "a/b", true);
        row("*aab", "aaaaab", true);
        row("?*", "", false);
        row("a.c*", "abc", false);
    }
    void globs() {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QTEST(globMatches(pattern, text), "matches");
    }
};

QTEST_APPLESS_MAIN(TestGlob)
#include "tst_glob.moc"
