// Redact: takes whatever looks like a key out of text that comes from outside (a provider's error, a URL)
// before it reaches a log, the ledger or a person. Thread: a pure function, any thread. It errs on the side
// of taking out too much.
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

class Secret;

// `text` with keys replaced by "…": known key prefixes (sk-, sb-, xai-, gsk_, AIza …), what follows "Bearer"
// or "Basic", values of parameters and fields named key, token, secret or password, and any run of 32 or more
// letters and digits.
[[nodiscard]] QString redacted(const QString& text);

// `text` with that very key replaced by "…", whatever it looks like; also where `text` breaks off inside it.
[[nodiscard]] QString withoutKey(const QString& text, const Secret& key);
// `bytes` with each whole occurrence of that very key replaced by "…"; the same bytes where there is none.
[[nodiscard]] QByteArray withoutKey(const QByteArray& bytes, const Secret& key);

}  // namespace signalbox
