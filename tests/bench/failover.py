"""What moving to another target costs: by failing over, and by the lever. Part of tests/bench/run.

Failover: the first of two targets fails every third request 20 ms after it came, by a 500 or by a reset connection (more
often, and its breaker would open). The clock runs from the moment it fails to the whole answer at the client, the answer
of the second target included. Measured with this script's own sockets, so what it takes itself counts too.

Lever: under 500 requests a second the lever is thrown to and fro; the request that is sent when the command has returned
must be answered by the new target, and of the load not one may fail.
"""

import http.client
import json
import socket
import statistics
import struct
import subprocess
import threading
import time

FAILS_AFTER = 0.020
ANSWER = json.dumps({
    "id": "c1", "object": "chat.completion", "created": 1, "model": "bench",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "ok"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}}).encode()
BODY = json.dumps({"model": "bench", "messages": [{"role": "user", "content": "hi"}]})


class UnsteadyProvider:
    """Answers on kept-alive connections; every third request fails. `failed_at`: when the latest failure was sent."""

    def __init__(self):
        self.failed_at = None
        self.seen = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as stream:
            while stream.readline():
                length = 0
                while (line := stream.readline().strip()):
                    name, _, value = line.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                stream.read(length)
                self.seen += 1
                if self.seen % 3:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                                       % (len(ANSWER), ANSWER))
                    continue
                time.sleep(FAILS_AFTER)
                self.failed_at = time.monotonic()
                if self.seen % 2:
                    connection.sendall(b"HTTP/1.1 500 Error\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                else:  # a reset rather than an orderly end
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    stream.close()
                    connection.close()
                    return

    def stop(self):
        self.listener.close()


def ask(client, key):
    client.request("POST", "/v1/chat/completions", BODY,
                   {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    answer = client.getresponse()
    answer.read()
    return answer


def measure_failover(start, key, good_port, folder, report, count):
    """`start(folder, ports)` starts a gateway whose route has a target at each of the ports."""
    unsteady = UnsteadyProvider()
    gateway = start(folder / "failover", [unsteady.port, good_port])
    client = http.client.HTTPConnection("127.0.0.1", gateway.port)
    costs = []
    unanswered = 0
    while len(costs) < count and unanswered == 0:
        unsteady.failed_at = None
        answer = ask(client, key)
        end = time.monotonic()
        if answer.status != 200:
            unanswered += 1
        elif unsteady.failed_at is not None:
            costs.append((end - unsteady.failed_at) * 1000)
    client.close()
    gateway.stop()
    unsteady.stop()
    report.add("failover: answer after the first target's failure", statistics.median(costs) if costs else 1e9, "ms", 5,
               f"worst {max(costs, default=0):.1f} ms of {len(costs)}")
    report.add("  requests that it did not save", unanswered, "", 0)


def measure_switch(start, load, program, key, ports, folder, report, throws):
    """`load(gateway)` starts 500 requests a second for long enough; its result tells errors."""
    data = folder / "switch"
    gateway = start(data, ports)
    client = http.client.HTTPConnection("127.0.0.1", gateway.port)
    under_way = load(gateway)
    under_way.wait_for("begin")
    wrong = 0
    for i in range(throws):
        target = "second" if i % 2 == 0 else "bench"
        done = subprocess.run([program, "switch", "bench", target, "--only", "--data-dir", data], capture_output=True)
        answer = ask(client, key)
        if done.returncode != 0 or answer.getheader("x-signalbox-provider") != target:
            wrong += 1
    under_way.wait_for("end")
    result = under_way.result()
    client.close()
    gateway.stop()
    report.add(f"first requests after {throws} throws at the old target", wrong, "", 0)
    report.add("  requests lost meanwhile", result["errors"], "", 0,
               f"{result['requests'] / result['seconds']:.0f} requests/s")
