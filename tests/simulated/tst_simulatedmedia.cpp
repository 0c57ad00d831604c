#include "core/simulated/SimulatedMedia.h"
#include "tests/simulated/SimulatedCall.h"

#include <QSizeF>
#include <QTest>
#include <QtEndian>

#include <cmath>

using namespace signalbox;
using namespace signalbox::test;

namespace {

quint32 big(const QByteArray& bytes, qsizetype at) {
    return qFromBigEndian<quint32>(bytes.constData() + at);
}

quint32 crcOf(const QByteArray& bytes) {
    quint32 crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
        }
    }
    return crc ^ 0xFFFFFFFFU;
}

// Width and height of a well-formed 4-bit palette PNG; 0×0 when anything is wrong with it.
QSizeF checkedPng(const QByteArray& png) {
    if (!png.startsWith("\x89PNG\r\n\x1a\n")) {
        return {};
    }
    quint32 width = 0;
    quint32 height = 0;
    QByteArray order;
    qsizetype at = 8;
    while (at + 12 <= png.size()) {
        const auto length = static_cast<qsizetype>(big(png, at));
        const QByteArray type = png.mid(at + 4, 4);
        if (crcOf(png.mid(at + 4, length + 4)) != big(png, at + 8 + length)) {
            return {};
        }
        const QByteArray data = png.mid(at + 8, length);
        if (type == "IHDR") {
            width = big(data, 0);
            height = big(data, 4);
        } else if (type == "IDAT") {
            QByteArray prefixed(4, '\0');
            const quint32 rows = height * ((width + 1) / 2 + 1);
            qToBigEndian(rows, prefixed.data());
            if (qUncompress(prefixed + data).size() != static_cast<qsizetype>(rows)) {
                return {};
            }
        } else if (type == "PLTE" && data.size() != 48) {
            return {};
        }
        order += type;
        at += 12 + length;
    }
    return order == "IHDRPLTEIDATIEND" && at == png.size() ? QSizeF(width, height) : QSizeF();
}

}  // namespace

class TestSimulatedMedia final : public QObject {
    Q_OBJECT

    FakeClock m_clock;

    std::unique_ptr<SimulatedCall> ask(const char* path, const QByteArray& body) {
        auto call = std::make_unique<SimulatedCall>(m_clock, SimulatedPace::none(), "POST", path, body);
        m_clock.advance(Milliseconds(0));
        return call;
    }
    static std::vector<float> floatsOf(const QByteArray& bytes) {
        std::vector<float> out;
        for (qsizetype i = 0; i + 4 <= bytes.size(); i += 4) {
            out.push_back(qFromLittleEndian<float>(bytes.constData() + i));
        }
        return out;
    }

private Q_SLOTS:
    void images_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("count");
        QTest::addColumn<QSizeF>("size");
        QTest::newRow("plain") << QByteArray(R"({"model":"demo-fast","prompt":"a signal box"})") << 1
                               << QSizeF(256, 256);
        QTest::newRow("two, odd size")
            << QByteArray(R"({"model":"demo-fast","prompt":"p","n":2,"size":"33x17"})") << 2
            << QSizeF(33, 17);
        QTest::newRow("auto") << QByteArray(R"({"model":"m","prompt":"p","size":"auto"})") << 1
                              << QSizeF(256, 256);
        QTest::newRow("large") << QByteArray(R"({"model":"m","prompt":"p","size":"1024x1536"})") << 1
                               << QSizeF(1024, 1536);
        QTest::newRow("one pixel") << QByteArray(R"({"model":"m","prompt":"p","size":"1x1"})") << 1
                                   << QSizeF(1, 1);
    }
    void images() {
        QFETCH(QByteArray, body);
        QFETCH(int, count);
        QFETCH(QSizeF, size);
        const auto call = ask("images/generations", body);
        QCOMPARE(call->status, 200);
        const auto json = call->json();
        QCOMPARE(static_cast<int>(json["data"].size()), count);
        for (const auto& entry : json["data"]) {
            const QByteArray png = QByteArray::fromBase64(QByteArray::fromStdString(entry["b64_json"]));
            QCOMPARE(checkedPng(png), size);
        }
        QCOMPARE(json["usage"]["total_tokens"].get<int>(),
                 json["usage"]["input_tokens"].get<int>() + json["usage"]["output_tokens"].get<int>());
        QCOMPARE(ask("images/generations", body)->body, call->body);
    }

    void imageAsUrl() {
        const auto json =
            ask("images/generations", R"({"model":"m","prompt":"p","response_format":"url"})")->json();
        const QByteArray url = QByteArray::fromStdString(json["data"][0]["url"]);
        const QByteArray prefix("data:image/png;base64,");
        QVERIFY(url.startsWith(prefix));
        QCOMPARE(checkedPng(QByteArray::fromBase64(url.mid(prefix.size()))), QSizeF(256, 256));
    }

    void speech() {
        const auto call = ask("audio/speech", R"({"model":"m","input":"Hello there","voice":"alloy"})");
        QCOMPARE(call->headers.value("content-type").toByteArray(), QByteArray("audio/wav"));
        const QByteArray& wav = call->body;
        QVERIFY(wav.startsWith("RIFF") && wav.mid(8, 8) == "WAVEfmt " && wav.mid(36, 4) == "data");
        QCOMPARE(qFromLittleEndian<quint32>(wav.constData() + 4), static_cast<quint32>(wav.size() - 8));
        const auto samples = qFromLittleEndian<quint32>(wav.constData() + 40);
        QCOMPARE(samples, static_cast<quint32>(wav.size() - 44));
        QVERIFY(samples / 2 >= quint32{simulated::kSampleRate / 2});
        const auto raw =
            ask("audio/speech", R"({"model":"m","input":"Hello there","voice":"a","response_format":"pcm"})");
        QCOMPARE(raw->body, wav.mid(44));
    }

    void embeddings_data() {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("dimensions");
        QTest::newRow("one text") << QByteArray(R"("input":"the signal is green")") << 1 << 1536;
        QTest::newRow("two texts") << QByteArray(R"("input":["a","b"])") << 2 << 1536;
        QTest::newRow("token numbers") << QByteArray(R"("input":[1,2,3])") << 1 << 1536;
        QTest::newRow("lists of numbers") << QByteArray(R"("input":[[1,2],[3]])") << 2 << 1536;
        QTest::newRow("dimensions") << QByteArray(R"("input":"a","dimensions":8)") << 1 << 8;
        QTest::newRow("empty text") << QByteArray(R"("input":[""])") << 1 << 1536;
    }
    void embeddings() {
        QFETCH(QByteArray, fields);
        QFETCH(int, count);
        QFETCH(int, dimensions);
        const QByteArray start = R"({"model":"demo-fast",)" + fields;
        const auto plain = ask("embeddings", start + "}")->json();
        const auto packed = ask("embeddings", start + R"(,"encoding_format":"base64"})")->json();
        QCOMPARE(static_cast<int>(plain["data"].size()), count);
        for (std::size_t i = 0; i < plain["data"].size(); ++i) {
            QCOMPARE(plain["data"][i]["index"].get<std::size_t>(), i);
            const auto& values = plain["data"][i]["embedding"];
            const std::vector<float> same =
                floatsOf(QByteArray::fromBase64(QByteArray::fromStdString(packed["data"][i]["embedding"])));
            QCOMPARE(static_cast<int>(values.size()), dimensions);
            QCOMPARE(same.size(), values.size());
            double square = 0;
            for (std::size_t k = 0; k < same.size(); ++k) {
                QCOMPARE(static_cast<float>(values[k].get<double>()), same[k]);
                square += static_cast<double>(same[k]) * same[k];
            }
            QVERIFY(std::abs(square - 1) < 1e-5);
        }
        QCOMPARE(plain["usage"], packed["usage"]);
        QCOMPARE(plain["usage"]["prompt_tokens"], plain["usage"]["total_tokens"]);
    }

    void similarTextsLieCloser() {
        const auto json =
            ask("embeddings", R"({"model":"m","encoding_format":"base64","input":["the train is late today",
            "the train is late","invoice number seven"]})")
                ->json();
        std::vector<std::vector<float>> vectors;
        for (const auto& entry : json["data"]) {
            vectors.push_back(
                floatsOf(QByteArray::fromBase64(QByteArray::fromStdString(entry["embedding"]))));
        }
        const auto dot = [&vectors](std::size_t a, std::size_t b) {
            double sum = 0;
            for (std::size_t i = 0; i < vectors[a].size(); ++i) {
                sum += static_cast<double>(vectors[a][i]) * vectors[b][i];
            }
            return sum;
        };
        QVERIFY(dot(0, 1) > 0.7);
        QVERIFY(std::abs(dot(0, 2)) < 0.2);
    }

    void moderations() {
        const auto json = ask("moderations", R"({"input":["a","b"]})")->json();
        QCOMPARE(json["results"].size(), std::size_t{2});
        QCOMPARE(json["results"][1]["flagged"].get<bool>(), false);
        QCOMPARE(json["results"][0]["categories"].size(), json["results"][0]["category_scores"].size());
    }
};

QTEST_APPLESS_MAIN(TestSimulatedMedia)
#include "tst_simulatedmedia.moc"
