// ModelCatalog: what is known of models beside their price: how much context they take. Facts come from the
// catalogue in resources/ (each with its source there); a model that is not in it is unknown, never assumed.
// Thread: built once, then read only.
#pragma once

#include <QHash>
#include <QString>

#include <optional>

namespace signalbox {

class ModelCatalog {
public:
    void add(const QString& model, qint64 contextTokens) { m_context.insert(model, contextTokens); }
    // Tokens of context of a model, by its name; a vendor's prefix ("openai/gpt-5.5") is looked past.
    [[nodiscard]] std::optional<qint64> contextTokens(const QString& model) const {
        auto found = m_context.constFind(model);
        if (found == m_context.cend()) {
            found = m_context.constFind(model.section(QLatin1Char('/'), -1));
        }
        return found == m_context.cend() ? std::nullopt : std::optional(*found);
    }
    // True where it is known that `other` takes more than `model`.
    [[nodiscard]] bool takesMore(const QString& other, const QString& model) const {
        const auto more = contextTokens(other);
        const auto less = contextTokens(model);
        return more && less && *more > *less;
    }

private:
    QHash<QString, qint64> m_context;
};

}  // namespace signalbox
