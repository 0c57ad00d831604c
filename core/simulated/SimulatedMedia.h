// Small valid media files made in code: no image or sound library is needed. Thread: functions without state.
#pragma once

#include <QByteArray>

namespace signalbox::simulated {

// A PNG of `width` × `height` pixels (1 to 4096 each) in 16 colours: tracks and signals, arranged by `seed`.
[[nodiscard]] QByteArray drawnPng(int width, int height, quint64 seed);

constexpr int kSampleRate = 16'000;
// A soft tone of `samples` 16-bit mono samples, little-endian.
[[nodiscard]] QByteArray tone(int samples);
[[nodiscard]] QByteArray wavOf(const QByteArray& samples);

// FNV-1a: the same on every machine.
[[nodiscard]] quint64 hashOf(QByteArrayView bytes);
// The next number of a splitmix64 sequence.
[[nodiscard]] quint64 nextRandom(quint64& state);

}  // namespace signalbox::simulated
