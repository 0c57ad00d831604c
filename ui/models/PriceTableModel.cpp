#include "ui/models/PriceTableModel.h"

#include "core/base/Decimal.h"

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDecimals = 6;
constexpr qint64 kMost = 1'000'000'000'000;  // a million dollars per million tokens
const QDate kEver(1970, 1, 1);

std::optional<PicoUsdPerUnit> PriceRates::*rateOf(int column) {
    switch (column) {
        case PriceTableModel::Input:
            return &PriceRates::input;
        case PriceTableModel::Output:
            return &PriceRates::output;
        case PriceTableModel::CachedInput:
            return &PriceRates::cachedInput;
        case PriceTableModel::CacheWrite:
            return &PriceRates::cacheWrite;
        default:
            return nullptr;
    }
}

}  // namespace

PriceTableModel::PriceTableModel(const Format& format, QObject* parent)
    : QAbstractTableModel(parent), m_format(format) {}

void PriceTableModel::present(const std::vector<PriceConfig>& prices) {
    if (prices == m_prices) {
        return;
    }
    beginResetModel();
    m_prices = prices;
    endResetModel();
}

void PriceTableModel::add(const PriceConfig& price) {
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_prices.push_back(price);
    endInsertRows();
    Q_EMIT edited();
}

void PriceTableModel::removeAt(int row) {
    beginRemoveRows({}, row, row);
    m_prices.erase(m_prices.begin() + row);
    endRemoveRows();
    Q_EMIT edited();
}

int PriceTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_prices.size());
}

int PriceTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString PriceTableModel::amount(const std::optional<PicoUsdPerUnit>& price) const {
    if (!price) {
        return {};
    }
    QString text = QString::fromLatin1(decimalText(*price, kDecimals));
    const qsizetype point = text.indexOf(u'.');
    const auto decimals = point < 0 ? 0 : static_cast<int>(text.size() - point - 1);
    if (decimals < 2) {
        text += (point < 0 ? u"."_s : QString()) + QString(2 - decimals, u'0');
    }
    return text.replace(u'.', m_format.locale().decimalPoint());
}

QVariant PriceTableModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) {
        return {};
    }
    const PriceConfig& price = m_prices.at(static_cast<std::size_t>(index.row()));
    const auto rate = rateOf(index.column());
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((rate != nullptr ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::AccessibleTextRole) {
        const QString text = data(index, Qt::DisplayRole).toString();
        return tr("%1: %2", "column, value")
            .arg(headerData(index.column(), Qt::Horizontal).toString(), text.isEmpty() ? tr("none") : text);
    }
    if (role != Qt::DisplayRole && role != Qt::EditRole) {
        return {};
    }
    if (rate != nullptr) {
        const QString text = amount(price.*rate);
        return text.isEmpty() && role == Qt::DisplayRole ? Format::none() : text;
    }
    if (index.column() == From) {
        if (price.from <= kEver) {
            return role == Qt::DisplayRole ? tr("always") : QString();
        }
        return m_format.locale().toString(price.from, QLocale::ShortFormat);
    }
    return price.model;
}

QVariant PriceTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((rateOf(section) != nullptr ? Qt::AlignRight : Qt::AlignLeft) |
                                Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Model:
            return tr("Model");
        case From:
            return tr("From");
        case Input:
            return tr("Input");
        case Output:
            return tr("Output");
        case CachedInput:
            return tr("Cached input");
        case CacheWrite:
            return tr("Cache write");
        default:
            return {};
    }
}

Qt::ItemFlags PriceTableModel::flags(const QModelIndex& index) const {
    return QAbstractTableModel::flags(index) | Qt::ItemIsEditable;
}

namespace {

// With a point before the decimals. Prices come from vendors' pages as often as from the reader's own hand,
// and none is in the thousands: one point or comma is the decimal point, whatever the locale; of both the
// last one is.
QString plainNumber(const QString& text, const QLocale& locale) {
    QString plain;
    for (const QChar c : text) {
        if (c.isDigit()) {
            plain += QChar(u'0' + c.digitValue());
        } else if (QString(c) == locale.decimalPoint() && c != u',') {
            plain += u'.';
        } else if (!c.isSpace() && c != u'$' &&
                   (c == u'.' || c == u',' || QString(c) != locale.groupSeparator())) {
            plain += c;
        }
    }
    const qsizetype point = plain.lastIndexOf(u'.');
    const qsizetype comma = plain.lastIndexOf(u',');
    if (point >= 0 && comma >= 0) {
        plain.remove(point > comma ? u',' : u'.');
    }
    return plain.replace(u',', u'.');
}

}  // namespace

bool PriceTableModel::setAmount(std::optional<PicoUsdPerUnit>& price, const QString& text) {
    const QLocale& locale = m_format.locale();
    const QString plain = plainNumber(text, locale);
    if (plain.isEmpty() || plain == Format::none()) {
        price.reset();
        return true;
    }
    const Decimal number = parseDecimal(plain.toLatin1(), kDecimals);
    if (number.fault == DecimalFault::TooPrecise) {
        Q_EMIT refused(tr("“%1” has more than six decimals.").arg(text));
        return false;
    }
    if (number.fault != DecimalFault::None || number.scaled < 0 || number.scaled > kMost) {
        Q_EMIT refused(tr("“%1” is no price. Type dollars per million tokens, such as %2.")
                           .arg(text, locale.toString(2.5, 'f', 2)));
        return false;
    }
    price = number.scaled;
    return true;
}

bool PriceTableModel::setDay(QDate& day, const QString& text) {
    const QString plain = text.trimmed();
    QDate read = kEver;
    if (!plain.isEmpty() && plain != tr("always")) {
        const QLocale& locale = m_format.locale();
        read = QDate::fromString(plain, Qt::ISODate);
        if (!read.isValid()) {
            read = locale.toDate(plain, QLocale::ShortFormat);
            if (read.isValid() && read.year() < 1970) {
                read = read.addYears(100);  // two digits of a year
            }
        }
    }
    if (!read.isValid()) {
        Q_EMIT refused(tr("“%1” is no day. Type it such as 2026-05-01, or nothing for always.").arg(text));
        return false;
    }
    day = read;
    return true;
}

bool PriceTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || role != Qt::EditRole) {
        return false;
    }
    PriceConfig changed = m_prices.at(static_cast<std::size_t>(index.row()));
    const QString text = value.toString();
    if (const auto rate = rateOf(index.column())) {
        if (!setAmount(changed.*rate, text)) {
            return false;
        }
    } else if (index.column() == From) {
        if (!setDay(changed.from, text)) {
            return false;
        }
    } else {
        changed.model = text.trimmed();
    }
    PriceConfig& kept = m_prices.at(static_cast<std::size_t>(index.row()));
    if (!(kept == changed)) {
        kept = changed;
        Q_EMIT dataChanged(index, index);
        Q_EMIT edited();
    }
    return true;
}

}  // namespace signalbox
