#include "app/StopSignals.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace signalbox {

namespace {

constexpr std::array kSignals{SIGTERM, SIGINT, SIGHUP};

// The only thing a signal handler may reach.
std::atomic<int> writeEnd{-1};

void onSignal(int) {
    const int kept = errno;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(writeEnd.load(std::memory_order_relaxed), &byte, 1);
    errno = kept;
}

}  // namespace

StopSignals::StopSignals() {
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) != 0) {
        qWarning("signals cannot be watched: they end the program at once");
        return;
    }
    writeEnd = m_pipe[1];
    m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &StopSignals::read);
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    for (const int number : kSignals) {
        ::sigaction(number, &action, nullptr);
    }
}

StopSignals::~StopSignals() {
    for (const int number : kSignals) {
        std::signal(number, SIG_DFL);
    }
    writeEnd = -1;
    for (const int end : m_pipe) {
        if (end >= 0) {
            ::close(end);
        }
    }
}

void StopSignals::read() {
    char bytes[16];
    for (ssize_t got = ::read(m_pipe[0], bytes, sizeof bytes); got > 0;
         got = ::read(m_pipe[0], bytes, sizeof bytes)) {
        for (ssize_t i = 0; i < got; ++i) {
            if (std::exchange(m_asked, true)) {
                Q_EMIT stopAskedAgain();
            } else {
                Q_EMIT stopAsked();
            }
        }
    }
}

}  // namespace signalbox
