"""The sidecar itself: a process that is started, asked by its admin pages, and ended."""

import contextlib
import hashlib
import json
import queue
import re
import signal
import socket
import ssl
import subprocess
import time

import grpc

from beside_cerbos import free_port, page
from place import CLIENT
from selat.v1 import decision_pb2, decision_pb2_grpc
from world import DATA, Answers, Promise

PATIENCE_SECONDS = 30
MAX_AGE_SECONDS = 600
CHANNEL = [
    ("grpc.ssl_target_name_override", "localhost"),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 20),
    # Which is also how long an attempt to connect may take.
    ("grpc.min_reconnect_backoff_ms", 5_000),
    ("grpc.max_reconnect_backoff_ms", 100),
]


def until(look, what):
    """What a look finds at last."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        found = look()
        if found:
            return found
        time.sleep(0.005)
    raise Promise(f"waited {PATIENCE_SECONDS} s in vain: {what}")


def question():
    transfer = decision_pb2.Transfer(origin="SG", destination="MY", data=DATA, purpose="hosting")
    transfer.exporter.role, transfer.importer.role = "controller", "processor"
    return decision_pb2.EvaluateRequest(transfer=transfer)


class Sidecar:
    def __init__(self, binary, place, world):
        self.place, self.world, self.answers = place, world, Answers(world)
        self.port, self.admin, self.starts = free_port(), free_port(), 0
        folder = place.folder
        self.arguments = [binary, "serve", "--policies", f"{place.base},{place.policies.folder}"]
        self.arguments += ["--listen", f"127.0.0.1:{self.port}", "--admin", f"127.0.0.1:{self.admin}"]
        self.arguments += ["--quiet-period", "5ms", "--poll-interval", "250ms", "--last-good", str(place.last_good)]
        self.arguments += ["--max-policy-age", f"{MAX_AGE_SECONDS}s", "--when-stale", "deny", "--allow-client", CLIENT]
        for flag, name in [("--tls-cert", "tls.crt"), ("--tls-key", "tls.key"), ("--tls-client-ca", "ca.crt")]:
            self.arguments += [flag, str(folder / "tls" / name)]
        (folder / "client.crt").write_text(place.client[0])
        (folder / "client.key").write_text(place.client[1])
        # What holds now: the number in force, the one in the copy, and what is broken.
        self.number = self.kept = self.last_number = 0
        self.policies_broken = self.certificates_broken = self.disk_full = self.copy_decides = False

    def __enter__(self):
        self.start()
        self.expect_kept(True)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    # The process.

    def spawn(self):
        self.starts += 1
        self.log_path = self.place.folder / f"log-{self.starts}"
        with open(self.log_path, "w") as sink:
            environment = self.place.environment()
            self.process = subprocess.Popen(self.arguments, stdout=sink, stderr=sink, env=environment)

    def start(self):
        self.spawn()

        def is_up():
            if self.process.poll() is not None:
                raise Promise(f"no start, exit code {self.process.returncode}")
            return self.page("/readyz")[0] == 200

        until(is_up, "a start")

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def wait(self):
        try:
            return self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            raise Promise("it does not end") from None

    def log(self):
        return self.log_path.read_text()

    def said(self, words):
        until(lambda: words in self.log(), f"a line in the log: {words}")

    # What it tells of itself.

    def page(self, path):
        return page(f"http://127.0.0.1:{self.admin}{path}")

    def status(self):
        return json.loads(self.page("/status")[1])

    def certificate_status(self):
        return json.loads(self.page("/certificates")[1])[0]

    def metric(self, name):
        """The value of a metric; None where there is none yet."""
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.page("/metrics")[1], re.MULTILINE)
        return float(found[1]) if found else None

    def attempts(self):
        return self.status()["last_attempt"]["number"]

    def expect_kept(self, is_kept):
        """The copy is that of the policies in force, or it is told that it can't be."""
        until(lambda: self.metric("selat_policy_last_good_kept") == is_kept, f"a copy that is kept: {is_kept}")
        error = self.status()["last_good"]["error"]
        if (error is None) != is_kept:
            raise Promise(f"the status says of the copy: {error}")
        if is_kept:
            self.kept = self.number
        else:
            self.said("can't be kept on disk")

    # What it answers.

    def channel(self):
        key, certificate = self.place.client[1].encode(), self.place.client[0].encode()
        credentials = grpc.ssl_channel_credentials(self.place.roots(), key, certificate)
        return grpc.secure_channel(f"127.0.0.1:{self.port}", credentials, options=CHANNEL)

    def ask(self):
        """The number that answers over a new connection."""
        with self.channel() as channel:
            started = time.monotonic()
            answer = decision_pb2_grpc.DecisionServiceStub(channel).Evaluate(question(), timeout=PATIENCE_SECONDS)
            return self.answers.check(answer, started, time.monotonic())

    def shown_certificate(self):
        """The SHA-256 of the certificate that a new connection is shown."""
        context = ssl.create_default_context(cadata=self.place.roots().decode())
        context.load_cert_chain(self.place.folder / "client.crt", self.place.folder / "client.key")
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                return hashlib.sha256(secured.getpeercert(binary_form=True)).hexdigest()

    @contextlib.contextmanager
    def held_stream(self):
        """A call that is in flight from the beginning to the end; each look at it is answered on the same connection."""
        questions = queue.SimpleQueue()
        with self.channel() as channel:
            asked = iter(questions.get, None)
            stream = decision_pb2_grpc.DecisionServiceStub(channel).EvaluateStream(asked, timeout=4 * PATIENCE_SECONDS)

            def look():
                started = time.monotonic()
                questions.put(question())
                try:
                    self.answers.check(next(stream), started, time.monotonic())
                except (grpc.RpcError, StopIteration) as error:
                    raise Promise(f"a call in flight was lost: {error!r}") from error

            try:
                look()
                yield look
                look()
            finally:
                questions.put(None)
            try:
                if next(stream, None) is not None:
                    raise Promise("an answer that nobody asked for")
            except grpc.RpcError as error:
                raise Promise(f"a call in flight did not end well: {error!r}") from error


TERMINATE, HANG_UP = signal.SIGTERM, signal.SIGHUP
