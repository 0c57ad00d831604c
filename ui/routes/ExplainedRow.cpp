#include "ui/routes/ExplainedRow.h"

#include "ui/ReasonText.h"
#include "ui/widgets/Chip.h"
#include "ui/widgets/Labels.h"

#include <QGridLayout>
#include <QHBoxLayout>

namespace signalbox {

using namespace Qt::StringLiterals;

ExplainedRow::ExplainedRow(const Context& context, const ExplainedTarget& target, const QString& askedModel,
                           QWidget* parent)
    : QWidget(parent) {
    const Format& format = context.format;
    const qint64 now = context.clock.wallMs();
    const bool isAsked = target.place >= 0;
    QString name = context.providerName(target.target.provider);
    if (!target.model.isEmpty() && target.model != askedModel) {
        name = tr("%1 · %2", "provider, model").arg(name, target.model);
    }
    const QString word = ReasonText::word(target.state, target.reason, format, now);
    const QString place = isAsked ? format.number(target.place + 1) : Format::none();

    QStringList why;
    if (const QString reason = ReasonText::sentence(target.reason, format, now); !reason.isEmpty()) {
        why.append(reason);
    }
    if (!isAsked) {
        why.append(tr("passed over", "a target"));
    } else if (target.place == 0) {
        why.append(tr("would be asked first"));
    } else {
        why.append(tr("if those before it fail"));
    }
    if (target.keepsConversation) {
        why.append(tr("holds this conversation's cache"));
    }
    if (isAsked && target.latencyMs) {
        why.append(tr("first token after about %1").arg(format.latency(*target.latencyMs)));
    }
    if (target.inFlight > 0) {
        why.append(tr("%1 in flight").arg(format.number(target.inFlight)));
    }
    const QString reason = why.join(tr("; ", "between reasons"));
    Cost estimate;
    if (target.estimatedCost) {
        estimate.charged = *target.estimatedCost;
        estimate.source = CostSource::Estimated;
    }
    const QString cost = isAsked || target.estimatedCost ? format.cost(estimate, false) : Format::none();

    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, space::kStep, 0, space::kStep);
    grid->setHorizontalSpacing(space::kStep);
    grid->setVerticalSpacing(2);
    QLabel* number =
        makeLabel(place, TextSize::Body, isAsked ? Tone::Normal : Tone::Secondary, Weight::Strong);
    number->setMinimumWidth(16);
    grid->addWidget(number, 0, 0, Qt::AlignTop);
    auto* title = new ElidedLabel(TextSize::Body, isAsked ? Tone::Normal : Tone::Secondary, Weight::Strong);
    title->setFullText(name);
    auto* chip = new Chip(context.theme);
    chip->present(target.state, word);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::kStep);
    head->addWidget(title, 1);
    head->addWidget(chip);
    grid->addLayout(head, 0, 1, 1, 2);  // so that the states of all rows end at one edge
    QLabel* money = makeLabel(cost, TextSize::Body, Tone::Secondary);
    money->setAlignment(Qt::AlignRight | Qt::AlignTop);
    QLabel* words = makeLabel(reason, TextSize::Secondary, Tone::Secondary);
    words->setWordWrap(true);
    grid->addWidget(words, 1, 1);
    grid->addWidget(money, 1, 2, Qt::AlignTop | Qt::AlignRight);
    grid->setColumnStretch(1, 1);
    setAccessibleName(
        (QStringList{place, name, word, reason, cost}).join(tr(", ", "between facts of a target")));
}

}  // namespace signalbox
