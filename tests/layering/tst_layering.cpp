// Reads every source of app/, core/ and ui/ and asserts what the architecture forbids: includes against the
// direction of the folders, third-party headers outside their folder, clocks outside core/base. CMake asserts
// what is linked; headers can be reached without a link line, so their includes are read here.
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

// Folder → the folders it may include. Its own is always allowed.
const QHash<QString, QStringList>& allowedFolders() {
    static const QHash<QString, QStringList> kTable = {
        {QStringLiteral("core/base"), {}},
        {QStringLiteral("core/api"), words("core/base")},
        {QStringLiteral("core/config"), words("core/base core/api")},
        {QStringLiteral("core/secrets"), words("core/base core/api")},
        {QStringLiteral("core/routing"), words("core/base core/api")},
        {QStringLiteral("core/pricing"), words("core/base core/api")},
        {QStringLiteral("core/http"), words("core/base core/api")},
        {QStringLiteral("core/upstream"), words("core/base core/api")},
        {QStringLiteral("core/protocol"), words("core/base core/api core/upstream core/http")},
        {QStringLiteral("core/simulated"), words("core/base core/api core/upstream")},
        {QStringLiteral("core/ledger"), words("core/base core/api")},
        {QStringLiteral("core/gateway"), words("core/base core/api core/routing core/protocol core/pricing "
                                               "core/http core/upstream core/simulated")},
        {QStringLiteral("core/service"),
         words("core/base core/api core/gateway core/ledger core/config core/secrets core/routing core/http "
               "core/upstream core/pricing core/protocol core/simulated")},
        {QStringLiteral("ui"), words("core/base core/api")},
        {QStringLiteral("app"), words("core/base core/api core/config core/service ui")},
    };
    return kTable;
}

// A pattern over one line, and the folders where it may stand.
struct Rule {
    QString name;
    QRegularExpression pattern;
    QStringList folders;
};

const std::vector<Rule>& rules() {
    const auto rule = [](const char* name, const char* pattern, const char* folders) {
        return Rule{QString::fromLatin1(name), QRegularExpression(QString::fromLatin1(pattern)),
                    words(folders)};
    };
    static const std::vector<Rule> kTable = {
        rule("SQLite", R"(#\s*include\s*<sqlite3)", "core/ledger"),
        rule("Qt SQL", R"(#\s*include\s*<(QtSql|QSql))", ""),
        rule("libcurl", R"(#\s*include\s*<curl/)", "core/upstream"),
        rule("Boost", R"(#\s*include\s*<boost/)", "core/http"),
        rule("simdjson", R"(#\s*include\s*<simdjson)", "core/protocol"),
        rule("nlohmann json", R"(#\s*include\s*<nlohmann/)", "core/config core/protocol core/simulated"),
        rule("keychain", R"(#\s*include\s*<qt6?keychain/)", "core/secrets"),
        rule("sockets of Qt Network",
             R"(#\s*include\s*<(QtNetwork/)?(QTcp|QUdp|QLocalS|QSsl|QNetwork|QAbstractSocket|QHostInfo))",
             "core/http core/service app"),
        rule(
            "Widgets, Gui and Charts",
            R"(#\s*include\s*<(QtWidgets|QtGui|QtCharts|QApplication|QGuiApplication|QWidget|QMainWindow|QDialog|QIcon|)"
            R"(QPixmap|QPainter|QColor|QFont|QChart|QSystemTrayIcon|QAction|QMenu))",
            "ui app"),
        rule(
            "a clock",
            R"(steady_clock|system_clock|high_resolution_clock|clock_gettime|gettimeofday|std::time\(|QElapsedTimer|)"
            R"(QDeadlineTimer|QDateTime::current|QTime::currentTime|QDate::currentDate)",
            "core/base ui"),
        rule("Qt keywords of the short kind",
             R"(^\s*(public|private|protected)\s+slots\s*:|^\s*signals\s*:|\bemit\s)", ""),
        rule("sleeping", R"(\b(sleep|usleep|nanosleep|sleep_for|sleep_until)\s*\(|QThread::m?s?u?sleep)", ""),
    };
    return kTable;
}

// "core/http/Gate.h" → "core/http"; "ui/pages/X.h" → "ui"; empty: none of ours.
QString folderOf(const QString& path) {
    const QStringList parts = path.split(u'/');
    if (parts.size() < 2) {
        return {};
    }
    if (parts.first() == u"core") {
        return parts.size() < 3 ? QString() : parts[0] + u'/' + parts[1];
    }
    return parts.first() == u"ui" || parts.first() == u"app" ? parts.first() : QString();
}

struct Source {
    QString path;  // from the project's root
    QStringList lines;
};

QString withoutComment(const QString& line) {
    const qsizetype at = line.indexOf(u"//");
    return at < 0 ? line : line.left(at);
}

std::vector<Source> sources() {
    const QDir root(QStringLiteral(SIGNALBOX_SOURCE_DIR));
    std::vector<Source> found;
    for (const char* folder : {"app", "core", "ui"}) {
        QDirIterator files(root.filePath(QString::fromLatin1(folder)),
                           {QStringLiteral("*.h"), QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly)) {
                found.push_back(
                    {root.relativeFilePath(file.fileName()), QString::fromUtf8(file.readAll()).split(u'\n')});
            }
        }
    }
    return found;
}

// What is wrong with one source: "path:line: sentence".
QStringList faults(const Source& source) {
    static const QRegularExpression kInclude(QStringLiteral("^\\s*#\\s*include\\s*\"([^\"]+)\""));
    const QString folder = folderOf(source.path);
    QStringList found;
    const auto report = [&](qsizetype line, const QString& what) {
        found.append(QStringLiteral("%1:%2: %3").arg(source.path).arg(line + 1).arg(what));
    };
    if (!allowedFolders().contains(folder)) {
        report(0, QStringLiteral("the folder %1 is not in this test's table").arg(folder));
        return found;
    }
    for (qsizetype i = 0; i < source.lines.size(); ++i) {
        const QString line = withoutComment(source.lines[i]);
        if (const auto match = kInclude.match(line); match.hasMatch()) {
            const QString included = folderOf(match.captured(1));
            if (!included.isEmpty() && included != folder &&
                !allowedFolders().value(folder).contains(included)) {
                report(i, QStringLiteral("%1 may not include %2").arg(folder, match.captured(1)));
            }
        }
        for (const Rule& rule : rules()) {
            if (!rule.folders.contains(folder) && rule.pattern.match(line).hasMatch()) {
                report(i, QStringLiteral("no place for %1").arg(rule.name));
            }
        }
    }
    if (source.path.endsWith(u".h") && !source.lines.contains(QStringLiteral("#pragma once"))) {
        report(0, QStringLiteral("no #pragma once"));
    }
    return found;
}

}  // namespace

class TestLayering final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySource() {
        const std::vector<Source> all = sources();
        QVERIFY2(all.size() > 20, "the sources were not found");
        QStringList found;
        for (const Source& source : all) {
            found += faults(source);
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }

    // Beast takes the compiler many seconds, so one translation unit has it all.
    void beastStaysInOneUnit() {
        static const QRegularExpression kBeast(QStringLiteral(R"(#\s*include\s*<boost/beast)"));
        QStringList users;
        for (const Source& source : sources()) {
            for (const QString& line : source.lines) {
                if (kBeast.match(line).hasMatch()) {
                    users.append(source.path);
                    break;
                }
            }
        }
        QVERIFY2(users.size() <= 1, qPrintable(users.join(u' ')));
        QVERIFY2(users.isEmpty() || users.first().endsWith(u".cpp"), "Beast belongs into a .cpp");
    }

    void findsFaults_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("faulty");
        const auto row = [](const char* name, const char* path, const char* line, bool faulty) {
            QTest::newRow(name) << QString::fromLatin1(path) << QString::fromLatin1(line) << faulty;
        };
        row("upwards", "core/http/A.cpp", "#include \"core/gateway/Gateway.h\"", true);
        row("downwards", "core/gateway/A.cpp", "#include \"core/http/HttpMessage.h\"", false);
        row("own folder", "core/http/A.cpp", "#include \"core/http/HttpMessage.h\"", false);
        row("window into core", "ui/pages/A.cpp", "#include \"core/gateway/Gateway.h\"", true);
        row("window into api", "ui/pages/A.cpp", "#include \"core/api/Config.h\"", false);
        row("core into window", "core/service/A.cpp", "#include \"ui/MainWindow.h\"", true);
        row("socket in routing", "core/routing/A.cpp", "#include <QLocalSocket>", true);
        row("locale in routing", "core/routing/A.cpp", "#include <QLocale>", false);
        row("unknown folder", "core/attic/A.cpp", "", true);
        row("SQL in the window", "ui/A.cpp", "#include <sqlite3.h>", true);
        row("SQL in the ledger", "core/ledger/A.cpp", "#include <sqlite3.h>", false);
        row("widgets in core", "core/gateway/A.cpp", "#include <QWidget>", true);
        row("clock in core", "core/routing/A.cpp", "const auto now = QDateTime::currentDateTimeUtc();", true);
        row("clock in a comment", "core/routing/A.cpp", "int a = 0;  // not QDateTime::currentDateTimeUtc",
            false);
        row("clock in base", "core/base/A.cpp", "std::chrono::steady_clock::now();", false);
        row("short keyword", "core/http/A.cpp", "signals:", true);
        row("header without guard", "core/http/A.h", "int a();", true);
    }
    void findsFaults() {
        QFETCH(QString, path);
        QFETCH(QString, line);
        QFETCH(bool, faulty);
        QCOMPARE(!faults({path, {line}}).isEmpty(), faulty);
    }
};

QTEST_GUILESS_MAIN(TestLayering)
#include "tst_layering.moc"
