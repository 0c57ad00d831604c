// Which project a connection's other end works for: the parts over folders in a temporary place, and the
// whole with a real child process that connects from inside a repository.
#include "core/http/Project.h"
#include "core/http/ProjectFinder.h"
#include "tests/http/HttpHarness.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace signalbox;
using namespace signalbox::test;

namespace {

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

}  // namespace

class TestProject final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void worktreeFiles_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("repository");
        QTest::newRow("worktree") << QByteArray("gitdir: /src/box/.git/worktrees/fix\n") << "/src/box";
        QTest::newRow("submodule") << QByteArray("gitdir: ../.git/modules/lib\n") << "";
        QTest::newRow("relative") << QByteArray("gitdir: ../box/.git/worktrees/fix\n") << "";
        QTest::newRow("nothing") << QByteArray() << "";
        QTest::newRow("no such text") << QByteArray("\0\1\2gitdir: /a/.git/worktrees/b", 29) << "";
        QTest::newRow("in the root") << QByteArray("gitdir: /.git/worktrees/b") << "";
    }
    void worktreeFiles() {
        QFETCH(QByteArray, text);
        QTEST(repositoryOfWorktree(text), "repository");
    }

    void repositories() {
        const QTemporaryDir place;
        const QString home = place.path() + QStringLiteral("/me");
        const auto make = [&](const char* folder) {
            QString path = home + QLatin1Char('/') + QString::fromUtf8(folder);
            [&] { QVERIFY(QDir().mkpath(path)); }();
            return path;
        };
        make(".git");
        make("own/.git");
        make("work/api/.git");
        make("play/api/.git");
        make("play/odd\n\x1b[31mname/.git");
        const QString deep = make("work/api/src/deep/er");
        const QString tree = make("trees/fix");
        write(tree + QStringLiteral("/.git"), "gitdir: " + home.toUtf8() + "/work/api/.git/worktrees/fix\n");
        const QString module = make("work/api/lib");
        write(module + QStringLiteral("/.git"), "gitdir: ../.git/modules/lib\n");
        const QString elsewhere = make("linked");
        QVERIFY(QFile::link(home + QStringLiteral("/own/.git"), elsewhere + QStringLiteral("/.git")));

        QCOMPARE(projectOf(home + QStringLiteral("/own"), home), QStringLiteral("own"));
        QCOMPARE(projectOf(home + QStringLiteral("/work/api"), home), QStringLiteral("work/api"));
        QCOMPARE(projectOf(home + QStringLiteral("/play/api"), home), QStringLiteral("play/api"));
        QCOMPARE(projectOf(deep, home), QStringLiteral("work/api"));
        QCOMPARE(projectOf(deep + QStringLiteral("/gone (deleted)"), home), QStringLiteral("work/api"));
        QCOMPARE(projectOf(tree, home), QStringLiteral("work/api"));
        QCOMPARE(projectOf(module, home), QStringLiteral("api/lib"));
        QCOMPARE(projectOf(home + QStringLiteral("/play/odd\n\x1b[31mname"), home),
                 QStringLiteral("play/odd[31mname"));
        QCOMPARE(projectOf(elsewhere, home), QStringLiteral(""));
        QCOMPARE(projectOf(home, home), QStringLiteral(""));
        QCOMPARE(projectOf(make("no/repository"), home), QStringLiteral(""));
        QCOMPARE(projectOf(QString(), home), QStringLiteral(""));
        QCOMPARE(projectOf(QStringLiteral("relative"), home), QStringLiteral(""));
        QCOMPARE(projectOf(QStringLiteral("/"), home), QStringLiteral(""));
    }

#ifdef __linux__
    void aChildThatConnectsFromARepository() {
        const QString shell = QStandardPaths::findExecutable(QStringLiteral("bash"));
        if (shell.isEmpty()) {
            QSKIP("There is no bash.");
        }
        const QTemporaryDir place;
        QVERIFY(QDir().mkpath(place.path() + QStringLiteral("/team/tool/.git")));
        QVERIFY(QDir().mkpath(place.path() + QStringLiteral("/team/tool/src")));

        ProjectFinder finder(QStringLiteral("/nobody's home"));
        TestServer t;
        t.server.setProjectFinder(&finder);
        std::vector<std::shared_ptr<const Caller>> callers;
        t.handler.script = [&](HttpRequest&& request, ResponseWriter& writer) {
            callers.push_back(request.caller);
            writer.writeHead(200, {}, 2);
            writer.write("ok");
            writer.finish();
        };
        QProcess child;
        child.setWorkingDirectory(place.path() + QStringLiteral("/team/tool/src"));
        child.start(shell, {QStringLiteral("-c"),
                            QStringLiteral("exec 3<>/dev/tcp/127.0.0.1/%1; cat >&3").arg(t.port)});
        const QByteArray request = t.post("{}");
        child.write(request);
        QVERIFY(spinUntil([&] { return callers.size() == 1; }));
        QVERIFY(callers[0] != nullptr);
        QVERIFY(spinUntil([&] { return !callers[0]->project.isEmpty(); }));
        QCOMPARE(callers[0]->project, QStringLiteral("team/tool"));
        // Looked up once for a connection.
        child.write(request);
        QVERIFY(spinUntil([&] { return callers.size() == 2; }));
        QCOMPARE(callers[1].get(), callers[0].get());
        child.closeWriteChannel();
        child.waitForFinished();

        t.server.setProjectFinder(nullptr);
        RawClient other(t.port);
        other.send(request);
        QVERIFY(spinUntil([&] { return callers.size() == 3; }));
        QVERIFY(callers[2] == nullptr);
    }

    void noMoreThanTheQueueHolds() {
        ProjectFinder finder{QString()};
        QVERIFY(finder.find(0) == nullptr);
        for (int i = 0; i < ProjectFinder::kMostWaiting; ++i) {
            QVERIFY(finder.find(4'000'000'000U) != nullptr);
        }
        QVERIFY(finder.find(4'000'000'000U) == nullptr);
        QVERIFY(spinUntil([&] { return finder.find(4'000'000'000U) != nullptr; }));
    }
#endif
};

QTEST_GUILESS_MAIN(TestProject)
#include "tst_project.moc"
