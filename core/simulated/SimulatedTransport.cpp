#include "core/simulated/SimulatedTransport.h"

#include "core/simulated/SimulatedAnswer.h"

#include <utility>

namespace signalbox {

namespace {

// Plays one answer: the head with the first piece, then each piece after the time that its tokens take. A
// plain answer comes whole, after all of its time.
class SimulatedExchange final : public Exchange {
public:
    SimulatedExchange(simulated::Answer answer, SimulatedPace pace, Scheduler& scheduler,
                      ExchangeListener& listener)
        : m_answer(std::move(answer)), m_pace(pace), m_scheduler(scheduler), m_listener(listener) {
        if (m_answer.isSlowModel) {
            m_pace.firstToken = m_pace.firstToken * 3 / 2;
            m_pace.perToken = m_pace.perToken * 3 / 2;
        }
        const bool isQuick = m_answer.status != 200;
        wait(isQuick ? m_pace.firstToken / 10 : m_pace.firstToken);
    }

    void pause() override { m_isPaused = true; }

    void resume() override {
        if (std::exchange(m_isPaused, false) && !m_timer.isActive()) {
            wait(Milliseconds{0});
        }
    }

private:
    void wait(Milliseconds delay) {
        m_timer = m_scheduler.after(delay, [this] { play(); });
    }

    void play() {
        // Any call to the listener may end with this object gone.
        const std::weak_ptr<char> alive = m_alive;
        if (!m_headIsSent) {
            if (const Milliseconds thinking =
                    timeOf(m_answer.pieces.size() == 1 ? 0 : m_answer.pieces.size());
                thinking.count() > 0 && !std::exchange(m_hasThought, true)) {
                wait(thinking);
                return;
            }
            m_headIsSent = true;
            m_listener.onHead(m_answer.status, m_answer.headers);
        }
        while (!alive.expired() && !m_isPaused && m_next < m_answer.pieces.size()) {
            if (const Milliseconds thinking = timeOf(m_next);
                m_next > 0 && thinking.count() > 0 && !std::exchange(m_hasThought, true)) {
                wait(thinking);
                return;
            }
            m_hasThought = false;
            const QByteArray bytes = std::move(m_answer.pieces[m_next++].bytes);
            m_listener.onBody(bytes);
        }
        if (!alive.expired() && !m_isPaused && !std::exchange(m_isDone, true)) {
            m_listener.onEnd({});
        }
    }

    [[nodiscard]] Milliseconds timeOf(std::size_t index) const {
        return index < m_answer.pieces.size() ? m_pace.perToken * m_answer.pieces[index].tokens
                                              : Milliseconds{0};
    }

    simulated::Answer m_answer;
    SimulatedPace m_pace;
    Scheduler& m_scheduler;
    ExchangeListener& m_listener;
    std::size_t m_next = 0;
    bool m_headIsSent = false;
    bool m_hasThought = false;  // the time before the next piece has passed
    bool m_isPaused = false;
    bool m_isDone = false;
    std::shared_ptr<char> m_alive = std::make_shared<char>();
    Timer m_timer;
};

}  // namespace

SimulatedTransport::SimulatedTransport(const Clock& clock, Scheduler& scheduler, SimulatedPace pace)
    : m_clock(clock), m_scheduler(scheduler), m_pace(pace) {}

std::unique_ptr<Exchange> SimulatedTransport::send(UpstreamRequest request, ExchangeListener& listener) {
    constexpr qint64 kMsPerSecond = 1000;
    return std::make_unique<SimulatedExchange>(simulated::answerTo(request, m_clock.wallMs() / kMsPerSecond),
                                               m_pace, m_scheduler, listener);
}

}  // namespace signalbox
