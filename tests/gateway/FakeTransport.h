// FakeTransport: plays scripted answers, on the fake clock, to the requests that a gateway sends; keeps what
// was sent. Scripts are queued per host; the last one of a host is played again and again. Thread: the
// test's.
#pragma once

#include "core/upstream/Transport.h"
#include "tests/support/FakeClock.h"

#include <QUrl>

#include <deque>
#include <map>

namespace signalbox::test {

struct Script {
    int status = 200;  // 0: no head at all
    Headers headers;
    std::vector<QByteArray> pieces;
    TransportEnd end;
    Milliseconds headAfter{0};
    Milliseconds between{0};  // before each piece and before the end
    bool stalls = false;      // after the last piece nothing comes, not even the end
};

class FakeTransport : public Transport {
public:
    explicit FakeTransport(FakeClock& clock) : m_clock(clock) {}

    void script(const QString& host, Script script) { m_scripts[host].push_back(std::move(script)); }

    struct Sent {
        QString host;
        QByteArray url;
        QByteArray body;
        QByteArray keyHeader;
        QByteArray key;
        qint64 atMs = 0;
        Headers headers = {};
    };
    std::vector<Sent> sent;
    // Requests for model lists are kept apart, so that tests of calls need not know of them. Without a script
    // they wait for ever.
    std::vector<Sent> listsAsked;
    void scriptList(const QString& host, Script script) { m_lists[host].push_back(std::move(script)); }
    int running = 0;
    int paused = 0;
    int idleDropped = 0;

    void dropIdleConnections() override { ++idleDropped; }

    [[nodiscard]] int sentTo(const QString& host) const {
        return static_cast<int>(
            std::count_if(sent.begin(), sent.end(), [&](const Sent& one) { return one.host == host; }));
    }

    [[nodiscard]] std::unique_ptr<Exchange> send(UpstreamRequest request,
                                                 ExchangeListener& listener) override {
        const QString host = QUrl(QString::fromUtf8(request.url)).host();
        const bool isList = request.method == "GET" && request.url.endsWith("/models");
        auto& queue = (isList ? m_lists : m_scripts)[host];
        if (isList && queue.empty()) {
            note(request, listsAsked);
            return std::make_unique<Silent>();
        }
        Q_ASSERT(!queue.empty());
        Script next = queue.front();
        if (queue.size() > 1) {
            queue.pop_front();
        }
        note(request, isList ? listsAsked : sent);
        return std::make_unique<Running>(*this, std::move(next), listener);
    }

protected:
    [[nodiscard]] std::unique_ptr<Exchange> play(Script script, const UpstreamRequest& request,
                                                 ExchangeListener& listener) {
        note(request, sent);
        return std::make_unique<Running>(*this, std::move(script), listener);
    }

private:
    void note(const UpstreamRequest& request, std::vector<Sent>& list) const {
        list.push_back({QUrl(QString::fromUtf8(request.url)).host(), request.url, request.body,
                        request.keyHeader, request.key.expose(), m_clock.monotonicMs(), request.headers});
    }

    class Silent final : public Exchange {
    public:
        void pause() override {}
        void resume() override {}
    };
    class Running final : public Exchange {
    public:
        Running(FakeTransport& owner, Script script, ExchangeListener& listener)
            : m_owner(owner), m_script(std::move(script)), m_listener(listener) {
            ++m_owner.running;
            m_timer = m_owner.m_clock.after(m_script.headAfter, [this] { head(); });
        }
        ~Running() override { --m_owner.running; }
        void pause() override {
            m_paused = true;
            ++m_owner.paused;
        }
        void resume() override {
            m_paused = false;
            if (!m_timer.isActive()) {
                next();
            }
        }

    private:
        void head() {
            next();  // arms the next step first: the listener may destroy this exchange
            if (m_script.status > 0) {
                m_listener.onHead(m_script.status, m_script.headers);
            }
        }
        void next() {
            if (m_script.stalls && m_at == m_script.pieces.size()) {
                return;
            }
            m_timer = m_owner.m_clock.after(m_script.between, [this] { step(); });
        }
        void step() {
            if (m_paused) {
                return;
            }
            if (m_at < m_script.pieces.size()) {
                const QByteArray piece = m_script.pieces[m_at++];
                next();
                m_listener.onBody(piece);
                return;
            }
            m_listener.onEnd(m_script.end);
        }

        FakeTransport& m_owner;
        Script m_script;
        ExchangeListener& m_listener;
        std::size_t m_at = 0;
        bool m_paused = false;
        Timer m_timer;
    };

    FakeClock& m_clock;
    std::map<QString, std::deque<Script>> m_scripts;
    std::map<QString, std::deque<Script>> m_lists;
};

}  // namespace signalbox::test
