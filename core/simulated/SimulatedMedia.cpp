#include "core/simulated/SimulatedMedia.h"

#include <QByteArrayView>
#include <QtEndian>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace signalbox::simulated {

namespace {

constexpr int kColours = 16;

quint32 crc32(QByteArrayView bytes) {
    quint32 crc = 0xFFFFFFFFU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
        }
    }
    return ~crc;
}

void appendBig(QByteArray& out, quint32 value) {
    const quint32 big = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&big), sizeof(big));
}

template <class T>
void appendLittle(QByteArray& out, T value) {
    const T little = qToLittleEndian(value);
    out.append(reinterpret_cast<const char*>(&little), sizeof(little));
}

void appendChunk(QByteArray& out, const char* type, const QByteArray& data) {
    appendBig(out, static_cast<quint32>(data.size()));
    const QByteArray body = QByteArray(type) + data;
    out += body;
    appendBig(out, crc32(body));
}

QByteArray palette(quint64 seed) {
    QByteArray colours;
    for (int i = 0; i < kColours; ++i) {
        const double turn = static_cast<double>(seed % 360) / 360.0 + i / 24.0;
        for (int channel = 0; channel < 3; ++channel) {
            const double wave = std::cos(2 * std::numbers::pi * (turn + channel / 3.0));
            colours += static_cast<char>(static_cast<int>(128 + 96 * wave * (0.4 + 0.6 * i / kColours)));
        }
    }
    return colours;
}

}  // namespace

quint64 hashOf(QByteArrayView bytes) {
    quint64 hash = 0xcbf29ce484222325ULL;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return hash;
}

quint64 nextRandom(quint64& state) {
    state += 0x9e3779b97f4a7c15ULL;
    quint64 z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31U);
}

QByteArray drawnPng(int width, int height, quint64 seed) {
    quint64 state = seed;
    std::array<int, 8> phase{};
    for (int& value : phase) {
        value = static_cast<int>(nextRandom(state) % 64);
    }
    // Two pixels of four bits a byte; every row begins with its filter, none.
    const int cell = std::max(1, std::min(width, height) / 16);
    QByteArray rows;
    rows.reserve((width / 2 + 2) * static_cast<qsizetype>(height));
    for (int y = 0; y < height; ++y) {
        rows += '\0';
        const int lane = y / cell;
        unsigned pending = 0;
        for (int x = 0; x < width; ++x) {
            const int step = x / cell;
            const int shift = phase[static_cast<std::size_t>(lane % 8)];
            const bool isTrack = (step + lane + shift) % 7 == 0 || lane % 4 == 1;
            const auto colour = static_cast<unsigned>((isTrack ? 9 : 1) + (step + shift) % 6);
            if (x % 2 == 0) {
                pending = colour << 4U;
            } else {
                rows += static_cast<char>(pending | colour);
            }
        }
        if (width % 2 != 0) {
            rows += static_cast<char>(pending);
        }
    }
    QByteArray header;
    appendBig(header, static_cast<quint32>(width));
    appendBig(header, static_cast<quint32>(height));
    header += QByteArray("\x04\x03\x00\x00\x00", 5);  // four bits, palette, deflate, no interlacing

    constexpr qsizetype kQtLengthPrefix = 4;
    QByteArray png("\x89PNG\r\n\x1a\n", 8);
    appendChunk(png, "IHDR", header);
    appendChunk(png, "PLTE", palette(seed));
    appendChunk(png, "IDAT", qCompress(rows, 1).mid(kQtLengthPrefix));
    appendChunk(png, "IEND", {});
    return png;
}

QByteArray tone(int samples) {
    constexpr double kHertz = 440;
    constexpr double kLoudness = 6000;
    QByteArray out;
    out.reserve(samples * qsizetype{2});
    for (int i = 0; i < samples; ++i) {
        const double fade = std::min({1.0, i / 800.0, (samples - i) / 800.0});
        const double wave = std::sin(2 * std::numbers::pi * kHertz * i / kSampleRate);
        appendLittle(out, static_cast<qint16>(kLoudness * fade * wave));
    }
    return out;
}

QByteArray wavOf(const QByteArray& samples) {
    QByteArray wav("RIFF");
    appendLittle(wav, static_cast<quint32>(36 + samples.size()));
    wav += "WAVEfmt ";
    appendLittle(wav, quint32{16});
    appendLittle(wav, quint16{1});  // PCM
    appendLittle(wav, quint16{1});  // mono
    appendLittle(wav, static_cast<quint32>(kSampleRate));
    appendLittle(wav, static_cast<quint32>(kSampleRate * 2));
    appendLittle(wav, quint16{2});
    appendLittle(wav, quint16{16});
    wav += "data";
    appendLittle(wav, static_cast<quint32>(samples.size()));
    return wav + samples;
}

}  // namespace signalbox::simulated
