// ModelCatalog: what is known of models beside their price: how much context they take, and what they cannot
// do. Facts come from the catalogue in resources/ (each with its source there); a model that is not in it is
// unknown, never assumed unable. Thread: built once, then read only.
#pragma once

#include "core/api/Config.h"

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

class ModelCatalog {
public:
    void add(const QString& model, qint64 contextTokens) { m_facts[model].contextTokens = contextTokens; }
    void addLack(const QString& model, Need need) { m_facts[model].lacks |= bit(need); }

    // Tokens of context of a model, by its name; a vendor's prefix ("openai/gpt-5.5") is looked past.
    [[nodiscard]] std::optional<qint64> contextTokens(const QString& model) const {
        const Facts own = m_facts.value(model);
        return own.contextTokens ? own.contextTokens : m_facts.value(withoutVendor(model)).contextTokens;
    }
    // True where it is known that the model has not got this ability.
    [[nodiscard]] bool lacks(const QString& model, Need need) const {
        return ((m_facts.value(model).lacks | m_facts.value(withoutVendor(model)).lacks) & bit(need)) != 0;
    }
    // True where it is known that `other` takes more than `model`.
    [[nodiscard]] bool takesMore(const QString& other, const QString& model) const {
        const auto more = contextTokens(other);
        const auto less = contextTokens(model);
        return more && less && *more > *less;
    }
    // True where the model is known to be too small for a prompt of that size. The size is an estimate from
    // the text's length, which differs from a tokenizer's count by a quarter either way: within that margin
    // the provider decides.
    [[nodiscard]] bool tooSmallFor(const QString& model, qint64 estimatedTokens) const {
        const auto takes = contextTokens(model);
        return takes && estimatedTokens > *takes + *takes / 4;
    }

private:
    struct Facts {
        std::optional<qint64> contextTokens;
        quint8 lacks = 0;
    };
    static constexpr quint8 bit(Need need) { return static_cast<quint8>(1U << static_cast<unsigned>(need)); }
    static QString withoutVendor(const QString& model) {
        return model.mid(model.lastIndexOf(QLatin1Char('/')) + 1);
    }

    QHash<QString, Facts> m_facts;
};

}  // namespace signalbox
