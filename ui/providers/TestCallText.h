// TestCallText: what a test call showed, in words a person can act on. Thread: GUI.
#pragma once

#include "core/api/Config.h"
#include "core/api/RequestLog.h"
#include "core/api/TestCall.h"
#include "ui/Format.h"

#include <QCoreApplication>

#include <optional>

namespace signalbox {

struct TestCallVerdict {
    bool works = false;
    QString headline;
    QString said;  // by the model, or the provider's own words
    QString next;  // what to do about it
    QString cost;
};

class TestCallText {
    Q_DECLARE_TR_FUNCTIONS(TestCallText)

public:
    // `detail`: what the ledger has of it; nothing: not there yet, and the status alone tells.
    [[nodiscard]] static TestCallVerdict of(const TestCallResult& result, const ProviderConfig& provider,
                                            const QString& model, const std::optional<RequestDetail>& detail,
                                            const Format& format);
    // What one would cost, before it is made; nothing: no price known.
    [[nodiscard]] static QString expected(std::optional<NanoUsd> cost, const QString& provider,
                                          const Format& format);

private:
    [[nodiscard]] static QString keysOf(const ProviderConfig& provider);
    [[nodiscard]] static QString placeOf(KeySource::Kind kind);
    static void explain(Outcome outcome, int status, const ProviderConfig& provider, const QString& model,
                        TestCallVerdict& verdict);
};

}  // namespace signalbox
