// ChunkedDecoder: undoes the chunked transfer coding, strictly: hexadecimal sizes without spaces, every line
// ended by CR LF, extensions and trailers checked and dropped. Thread: a value. After Malformed or
// TooLarge nothing more is to be fed.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace signalbox {

class ChunkedDecoder {
public:
    enum class State { NeedMore, Done, Malformed, TooLarge };

    // Limits: of the decoded body, and of all trailers together; extensions may have kMaxLine bytes.
    ChunkedDecoder(qint64 maxBody, qsizetype maxTrailer) : m_maxBody(maxBody), m_maxTrailer(maxTrailer) {}
    static constexpr qsizetype kMaxLine = 256;
    static constexpr int kMaxSizeDigits = 8;

    // Appends to `body` what is decoded; returns how many bytes of `input` belong to this body.
    qsizetype feed(QByteArrayView input, QByteArray& body);
    [[nodiscard]] State state() const { return m_state; }

private:
    enum class Expect { Size, Extension, SizeLf, Data, DataCr, DataLf, Trailer, TrailerLf };
    void onByte(char c);
    void endOfSizeLine();
    void endOfTrailerLine();

    qint64 m_maxBody;
    qsizetype m_maxTrailer;
    qint64 m_total = 0;
    qint64 m_left = 0;  // of the current chunk
    qsizetype m_trailerBytes = 0;
    int m_digits = 0;
    QByteArray m_line;  // the extensions or the trailer being read
    Expect m_expect = Expect::Size;
    State m_state = State::NeedMore;
};

}  // namespace signalbox
