// A gateway before providers that keep their own bill, booking into the ledger at argv[1]: the requests with
// the numbers argv[3] up to argv[4]. Appends each bill to the file argv[2] before the ledger is told, a line:
// request id, number, provider, input, cached, written, output, reasoning, nano-dollars, whether the provider
// said so.
#include "core/ledger/LedgerWriter.h"
#include "tests/bills/BilledProviders.h"
#include "tests/gateway/GatewayFixture.h"

#include <QFile>

#include <fcntl.h>
#include <unistd.h>

using namespace signalbox;
using namespace signalbox::test;

namespace {

constexpr int kAtOnce = 64;

using Box = GatewayFixtureOn<BilledProviders>;

Config configOf() {
    Config config;
    for (const PriceList& list : kPriceLists) {
        const QString id = QString::fromLatin1(list.provider);
        ProviderConfig provider = Box::provider(id);
        provider.models = {QStringLiteral("m")};
        provider.priceFactor = static_cast<double>(list.permille) / 1000;
        config.providers.push_back(provider);
        PriceConfig price;
        price.provider = id;
        price.model = QStringLiteral("*");
        price.input = list.input;
        price.output = list.output;
        price.cachedInput = list.cached;
        price.cacheWrite = list.written;
        config.prices.push_back(price);
    }
    return config;
}

QByteArray requestOf(int number) {
    const QByteArray model = QByteArray(kPriceLists[BilledProviders::shapeOf(number)].provider) + "/m";
    const QByteArray mark = "#" + QByteArray::number(number) + "#";
    const QByteArray stream = BilledProviders::isStream(number) ? ",\"stream\":true" : "";
    if (BilledProviders::isResponses(number)) {
        return "{\"model\":\"" + model + "\",\"input\":\"" + mark + "\"" + stream + "}";
    }
    return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + mark + "\"}]" +
           stream + "}";
}

QByteArray lineOf(const QByteArray& requestId, const Bill& bill) {
    QByteArray line = requestId + ' ' + QByteArray::number(bill.number) + ' ' + bill.provider;
    for (const qint64 value : {bill.input, bill.cached, bill.written, bill.output, bill.reasoning,
                               bill.nanoUsd, qint64{bill.told ? 1 : 0}}) {
        line += ' ' + QByteArray::number(value);
    }
    return line + '\n';
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        return 2;
    }
    const int first = QByteArray(argv[3]).toInt();
    const int end = QByteArray(argv[4]).toInt();
    const int bills = ::open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const SystemClock clock;
    LedgerWriter ledger(QFile::decodeName(argv[1]), clock);
    if (bills < 0 || !ledger.start()) {
        return 3;
    }
    Box box;
    box.transport.first = first;
    box.transport.bills.resize(static_cast<std::size_t>(end - first));
    box.configure(configOf());
    struct Open {
        int number = 0;
        RecordingWriter* client = nullptr;
    };
    std::vector<Open> open;
    int next = first;
    while (next < end || !open.empty()) {
        for (int k = 0; k < 8 && next < end && open.size() < kAtOnce; ++k, ++next) {
            open.push_back({next, &box.post(BilledProviders::isResponses(next) ? "/v1/responses"
                                                                               : "/v1/chat/completions",
                                            requestOf(next))});
        }
        box.clock.advance(Milliseconds(5));
        QByteArray lines;
        for (auto it = open.begin(); it != open.end();) {
            RecordingWriter& client = *it->client;
            const bool leaves = !client.ended() && !client.body.isEmpty() && client.body.contains("\"a\"") &&
                                BilledProviders::endingOf(it->number) == Ending::LeftByClient;
            if (!client.ended() && !leaves) {
                ++it;
                continue;
            }
            lines += lineOf(client.header("x-signalbox-request-id"),
                            box.transport.bills.at(static_cast<std::size_t>(it->number - first)));
            if (leaves) {
                client.onGone();
            }
            it = open.erase(it);
        }
        if (::write(bills, lines.constData(), static_cast<std::size_t>(lines.size())) != lines.size()) {
            return 4;
        }
        for (RequestStarted& entry : box.started) {
            ledger.book(std::move(entry));
        }
        box.started.clear();
        for (RequestFinished& entry : box.finished) {
            ledger.book(std::move(entry));
        }
        box.finished.clear();
        if (open.empty()) {
            box.writers.clear();
        }
    }
    ledger.stop();
    return ledger.health().waitingEntries == 0 ? 0 : 5;
}
