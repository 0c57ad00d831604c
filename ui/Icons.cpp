#include "ui/Icons.h"

#include "ui/widgets/Signs.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include <algorithm>

static void initSignalboxResources() {
    Q_INIT_RESOURCE(signalbox);
}

namespace signalbox {

using namespace Qt::StringLiterals;

void initIcons() {
    initSignalboxResources();
}

namespace {
constexpr int kSizes[] = {16, 20, 22, 24, 32, 40, 48, 64};

QByteArray svg(const QString& name) {
    QFile file(u":/signalbox/icons/"_s + name + u".svg"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
}  // namespace

QIcon themedIcon(const QString& name, const QColor& color) {
    QByteArray source = svg(name);
    source.replace("currentColor", color.name().toLatin1());
    QSvgRenderer renderer(source);
    QIcon icon;
    for (const int size : kSizes) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        icon.addPixmap(pixmap);
    }
    return icon;
}

QIcon applicationIcon() {
    return QIcon(u":/signalbox/icons/signalbox.svg"_s);
}

QIcon trayIcon(HealthState state, const Colors& colors) {
    QByteArray source = svg(u"lever"_s);
    source.replace("currentColor", colors.text.name().toLatin1());
    QSvgRenderer renderer(source);
    QIcon icon;
    for (const int size : kSizes) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        renderer.render(&painter);
        if (state != HealthState::Healthy) {
            const qreal badge = size * 0.46;
            const QRectF corner(size - badge, size - badge, badge, badge);
            painter.setCompositionMode(QPainter::CompositionMode_Clear);
            painter.setPen(Qt::NoPen);
            painter.setBrush(Qt::black);
            painter.drawEllipse(corner.adjusted(-size / 12.0, -size / 12.0, badge, badge));
            painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
            paintSign(painter, state, corner, colors.state(state));
        }
        icon.addPixmap(pixmap);
    }
    return icon;
}

HealthState overallState(const StatusSnapshot& status) {
    if (status.stopping) {
        return HealthState::Out;
    }
    const bool started = !status.version.isEmpty();
    const bool dead = std::any_of(status.routes.cbegin(), status.routes.cend(),
                                  [](const RouteStatus& route) { return route.active < 0; });
    if ((started && !status.listening) || dead || !status.ledger.ok) {
        return HealthState::Failed;
    }
    HealthState worst = HealthState::Healthy;
    for (const ProviderStatus& provider : status.providers) {
        if (provider.state == HealthState::Failed || provider.state == HealthState::Attention) {
            return HealthState::Attention;
        }
        if (provider.state == HealthState::Resting) {
            worst = HealthState::Resting;
        }
    }
    return worst;
}

}  // namespace signalbox
