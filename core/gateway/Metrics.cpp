#include "core/gateway/Metrics.h"

#include <QSet>

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <tuple>

namespace signalbox {

namespace {

const QString& other() {
    static const QString name = QStringLiteral("other");
    return name;
}

// A name as it is shown: names that only differ beyond that are one series.
QString label(const QString& name) {
    QString shown = name.left(Metrics::kLongestLabel);
    for (QChar& letter : shown) {
        if (letter.category() == QChar::Other_Control && letter != QLatin1Char('\n')) {
            letter = QChar::ReplacementCharacter;
        }
    }
    return shown;
}

QByteArray escaped(const QString& value) {
    const QByteArray bytes = label(value).toUtf8();
    QByteArray result;
    result.reserve(bytes.size());
    for (const char c : bytes) {
        switch (c) {
            case '\\':
                result.append("\\\\");
                break;
            case '"':
                result.append("\\\"");
                break;
            case '\n':
                result.append("\\n");
                break;
            default:
                result.append(c);
        }
    }
    return result;
}

// A whole number of the 10^-digits part of the unit, as a decimal: 1500 with 3 digits reads 1.5.
QByteArray decimal(qint64 value, int digits) {
    QByteArray text = QByteArray::number(std::abs(value)).rightJustified(digits + 1, '0');
    text.insert(text.size() - digits, '.');
    while (text.endsWith('0')) {
        text.chop(1);
    }
    if (text.endsWith('.')) {
        text.chop(1);
    }
    return value < 0 ? '-' + text : text;
}

// The text under way.
class Writer {
public:
    using Label = std::pair<const char*, QString>;

    void family(const char* name, const char* type, const char* help) {
        m_name = name;
        m_text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        m_text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    void sample(std::initializer_list<Label> labels, const QByteArray& value, const char* suffix = "") {
        m_text.append(m_name).append(suffix);
        const char* before = "{";
        for (const Label& label : labels) {
            m_text.append(before).append(label.first).append("=\"").append(escaped(label.second)).append('"');
            before = ",";
        }
        m_text.append(labels.size() > 0 ? "} " : " ").append(value).append('\n');
    }
    void sample(std::initializer_list<Label> labels, qint64 value, const char* suffix = "") {
        sample(labels, QByteArray::number(value), suffix);
    }
    [[nodiscard]] QByteArray take() { return std::move(m_text); }

private:
    const char* m_name = "";
    QByteArray m_text;
};

// Series keep their place from one reading to the next.
template <class Hash>
auto sortedKeys(const Hash& hash) {
    auto keys = hash.keys();
    std::sort(keys.begin(), keys.end());
    return keys;
}

int breakerNumber(CircuitBreaker::State state) {
    switch (state) {
        case CircuitBreaker::State::Closed:
            return 0;
        case CircuitBreaker::State::HalfOpen:
            return 1;
        case CircuitBreaker::State::Open:
            return 2;
    }
    return 0;
}

}  // namespace

void Metrics::note(const LedgerEntry& entry) {
    if (const auto* start = std::get_if<RequestStarted>(&entry)) {
        m_open.insert(start->requestId, {start->startedAtMs, start->route, start->endpoint, start->stream});
    } else if (const auto* end = std::get_if<RequestFinished>(&entry)) {
        noteEnd(*end);
    }
}

void Metrics::noteEnd(const RequestFinished& end) {
    const Open open = m_open.take(end.requestId);
    std::pair<QString, int> key(open.route, static_cast<int>(open.endpoint));
    if (m_requests.size() >= kMostSets && !m_requests.contains(key)) {
        key.first = other();
    }
    ++m_requests[key].at(static_cast<std::size_t>(end.status));

    for (const AttemptRecord& attempt : end.attempts) {
        Target& sums = target(attempt.provider, attempt.model);
        ++sums.outcomes.at(attempt.drill ? 1 : 0).at(static_cast<std::size_t>(attempt.outcome));
        const bool used = attempt.usage.inputTokens > 0 || attempt.usage.outputTokens > 0;
        sums.unpriced += used && attempt.cost.source == CostSource::Unknown ? 1 : 0;
        sums.input += attempt.usage.inputTokens;
        sums.cachedInput += attempt.usage.cachedInputTokens;
        sums.cacheWrite += attempt.usage.cacheWriteTokens;
        sums.output += attempt.usage.outputTokens;
        sums.reasoning += attempt.usage.reasoningTokens;
        sums.cost += attempt.cost.charged;
    }
    noteFirstToken(end, open);
}

// The time of the attempt that answered alone: what others took before it is not that provider's.
void Metrics::noteFirstToken(const RequestFinished& end, const Open& open) {
    if (!end.ttftMs || end.attempts.empty()) {
        return;
    }
    const auto good =
        std::find_if(end.attempts.begin(), end.attempts.end(),
                     [](const AttemptRecord& attempt) { return attempt.outcome == Outcome::Ok; });
    const AttemptRecord& answered = good == end.attempts.end() ? end.attempts.back() : *good;
    if (answered.drill) {
        return;
    }
    const qint64 before = std::clamp<qint64>(answered.startedAtMs - open.startedAtMs, 0, *end.ttftMs);
    const qint64 took = *end.ttftMs - before;
    const bool full = m_firstToken.size() >= kMostSets && !m_firstToken.contains(answered.provider);
    Histogram& histogram = m_firstToken[full ? other() : answered.provider];
    const auto* const bound = std::lower_bound(kBuckets.begin(), kBuckets.end(), took);
    ++histogram.counts.at(static_cast<std::size_t>(bound - kBuckets.begin()));
    histogram.sumMs += took;
}

Metrics::Target& Metrics::target(const QString& provider, const QString& model) {
    const Names names(provider, label(model));
    if (const auto found = m_targets.find(names); found != m_targets.end()) {
        return *found;
    }
    if (m_targets.size() < kMostSets) {
        return m_targets[names];
    }
    const Names rest(provider, other());
    return m_targets[m_targets.size() < 2 * kMostSets || m_targets.contains(rest) ? rest
                                                                                  : Names(other(), other())];
}

QByteArray Metrics::text(const Now& now) const {
    Writer out;
    out.family("signalbox_build_info", "gauge", "The version that runs; the value is always 1.");
    out.sample({{"version", QStringLiteral(SIGNALBOX_VERSION)}}, 1);
    out.family("process_start_time_seconds", "gauge", "When the gateway started, in seconds since 1970 UTC.");
    out.sample({}, decimal(m_startedAtMs, 3));

    out.family("signalbox_requests_total", "counter",
               "Requests that have ended, by rule (empty: none matched), endpoint and status.");
    for (const auto& key : sortedKeys(m_requests)) {
        const Requests& counts = *m_requests.constFind(key);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts.at(i) > 0) {
                out.sample({{"route", key.first},
                            {"endpoint", endpointName(static_cast<Endpoint>(key.second))},
                            {"status", requestStatusName(static_cast<RequestStatus>(i))}},
                           static_cast<qint64>(counts.at(i)));
            }
        }
    }

    const auto targets = sortedKeys(m_targets);
    out.family(
        "signalbox_attempts_total", "counter",
        "Attempts at a target, by how they ended and whether a drill made them; model is the name that "
        "was sent.");
    for (const Names& names : targets) {
        const Target& sums = *m_targets.constFind(names);
        for (std::size_t drill = 0; drill < sums.outcomes.size(); ++drill) {
            for (std::size_t i = 0; i < kOutcomes; ++i) {
                if (const quint64 count = sums.outcomes.at(drill).at(i); count > 0) {
                    out.sample({{"provider", names.first},
                                {"model", names.second},
                                {"outcome", outcomeName(static_cast<Outcome>(i))},
                                {"drill", QString::number(drill)}},
                               static_cast<qint64>(count));
                }
            }
        }
    }
    const auto perTarget = [&](std::initializer_list<std::pair<const char*, qint64 Target::*>> rows,
                               const char* label) {
        for (const Names& names : targets) {
            for (const auto& [value, count] : rows) {
                out.sample(
                    {{"provider", names.first}, {"model", names.second}, {label, QLatin1String(value)}},
                    *m_targets.constFind(names).*count);
            }
        }
    };
    out.family("signalbox_tokens_total", "counter", "Tokens used, estimates included.");
    perTarget({{"input", &Target::input}, {"output", &Target::output}}, "kind");
    out.family("signalbox_token_parts_total", "counter",
               "Of signalbox_tokens_total: of the input what was read from a cache and what was written to "
               "one, of the output the reasoning.");
    perTarget({{"cached_input", &Target::cachedInput},
               {"cache_write", &Target::cacheWrite},
               {"reasoning", &Target::reasoning}},
              "part");
    out.family("signalbox_cost_usd_total", "counter", "Cost in US dollars as far as it is known.");
    for (const Names& names : targets) {
        out.sample({{"provider", names.first}, {"model", names.second}},
                   decimal(m_targets.constFind(names)->cost, 9));
    }
    out.family("signalbox_unpriced_attempts_total", "counter",
               "Attempts that used something whose price is not known: they are missing in the cost.");
    for (const Names& names : targets) {
        out.sample({{"provider", names.first}, {"model", names.second}},
                   static_cast<qint64>(m_targets.constFind(names)->unpriced));
    }

    out.family(
        "signalbox_time_to_first_token_seconds", "histogram",
        "From sending to the provider that answered until its first content; a plain answer counts when "
        "it is whole. Drills are left out.");
    for (const QString& provider : sortedKeys(m_firstToken)) {
        const Histogram& histogram = *m_firstToken.constFind(provider);
        quint64 count = 0;
        for (std::size_t i = 0; i < kBuckets.size(); ++i) {
            count += histogram.counts.at(i);
            out.sample({{"provider", provider}, {"le", QString::fromLatin1(decimal(kBuckets.at(i), 3))}},
                       static_cast<qint64>(count), "_bucket");
        }
        count += histogram.counts.back();
        out.sample({{"provider", provider}, {"le", QStringLiteral("+Inf")}}, static_cast<qint64>(count),
                   "_bucket");
        out.sample({{"provider", provider}}, decimal(histogram.sumMs, 3), "_sum");
        out.sample({{"provider", provider}}, static_cast<qint64>(count), "_count");
    }

    out.family("signalbox_circuit_breaker_state", "gauge",
               "Of each target that was asked: 0 closed, 1 half-open (a probe decides), 2 open.");
    // Open ones first, so that they are not among those that the limit leaves out.
    std::vector<Now::Breaker> breakers = now.breakers;
    for (Now::Breaker& breaker : breakers) {
        breaker.model = label(breaker.model);
    }
    std::sort(breakers.begin(), breakers.end(), [](const Now::Breaker& a, const Now::Breaker& b) {
        return std::make_tuple(-breakerNumber(a.state), a.provider, a.model) <
               std::make_tuple(-breakerNumber(b.state), b.provider, b.model);
    });
    QSet<Names> shown;
    std::erase_if(breakers, [&](const Now::Breaker& breaker) {
        const Names names(breaker.provider, breaker.model);
        const bool known = shown.contains(names);
        shown.insert(names);
        return known;
    });
    breakers.resize(std::min(breakers.size(), static_cast<std::size_t>(kMostSets)));
    for (const Now::Breaker& breaker : breakers) {
        out.sample({{"provider", breaker.provider}, {"model", breaker.model}},
                   qint64(breakerNumber(breaker.state)));
    }
    out.family("signalbox_open_requests", "gauge", "Requests under way.");
    out.sample({}, qint64(m_open.size()));
    out.family("signalbox_open_streams", "gauge", "Requests under way that asked for a stream.");
    out.sample({}, qint64(std::count_if(m_open.cbegin(), m_open.cend(),
                                        [](const Open& open) { return open.stream; })));
    out.family("signalbox_provider_in_flight", "gauge", "Attempts under way, by provider.");
    for (const Now::Provider& provider : now.providers) {
        out.sample({{"provider", provider.id}}, qint64(provider.inFlight));
    }
    return out.take();
}

}  // namespace signalbox
