// RouteText: rules in words: what one takes, where it sends it, and why it does not take a request. Thread:
// GUI.
#pragma once

#include "core/api/Explanation.h"
#include "ui/Format.h"

#include <QCoreApplication>

#include <functional>

namespace signalbox {

class RouteText {
    Q_DECLARE_TR_FUNCTIONS(RouteText)

public:
    using NameOf = std::function<QString(const QString& provider)>;

    // "model = gpt-5.5*, needs image"; "any request" where nothing is asked for.
    [[nodiscard]] static QString match(const RouteMatch& match, const Format& format);
    // "OpenAI · gpt-5.5"; the provider alone where the model is as asked.
    [[nodiscard]] static QString target(const TargetConfig& target, const NameOf& nameOf);
    // In order, with arrows between.
    [[nodiscard]] static QString targets(const RouteConfig& route, const NameOf& nameOf);
    [[nodiscard]] static QString need(Need need);
    // Why a rule takes a request or does not.
    [[nodiscard]] static QString verdict(ExplainedRule::Verdict verdict);
    // "gpt-5.5, about 1,904 tokens in, with tools, from aider".
    [[nodiscard]] static QString request(const RequestFacts& facts, const Format& format);
};

}  // namespace signalbox
