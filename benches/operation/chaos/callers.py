"""Callers that ask without a pause, and hold what they get against what is promised."""

import collections
import threading
import time

import grpc

from process import PATIENCE_SECONDS, question, until
from selat.v1 import decision_pb2, decision_pb2_grpc
from world import Promise

SOME = 20
# What a caller is told of a call that never reached the sidecar.
NOT_SENT = ("failed to connect", "Connection refused", "connections to all backends failing", "GOAWAY received")


class Caller(threading.Thread):
    def __init__(self, sidecar, name, ask, keeps_channel=True):
        super().__init__(name=name, daemon=True)
        self.sidecar, self.ask, self.keeps_channel = sidecar, ask, keeps_channel
        self.stopped, self.answered_at, self.answered = threading.Event(), 0.0, 0
        self.failures, self.broken = collections.deque(), None

    def run(self):
        channel = self.sidecar.channel()
        while not self.stopped.is_set():
            if not self.keeps_channel:
                channel.close()
                channel = self.sidecar.channel()
            started = time.monotonic()
            try:
                answers = self.ask(decision_pb2_grpc.DecisionServiceStub(channel))
                ended = time.monotonic()
                for answer in answers:
                    self.sidecar.answers.check(answer, started, ended)
                if len({answer.policy_revision for answer in answers}) != 1 and self.name != "streams":
                    raise Promise(f"a batch of two revisions: {answers}")
                self.answered_at, self.answered = started, self.answered + len(answers)
            except grpc.RpcError as error:
                self.failures.append((started, time.monotonic(), error.code(), error.details()))
                # Nobody is there: the next one may be better.
                time.sleep(0.01)
            except Promise as broken:
                self.broken = broken
                break
        channel.close()


def one(decisions):
    return [decisions.Evaluate(question(), timeout=PATIENCE_SECONDS)]


def batch(decisions):
    asked = decision_pb2.EvaluateBatchRequest(requests=[question()] * SOME)
    answers = decisions.EvaluateBatch(asked, timeout=PATIENCE_SECONDS)
    found = list(answers.responses)
    if len(found) != SOME or {answer.policy_revision for answer in found} != {answers.policy_revision}:
        raise Promise(f"a batch that is not whole: {answers}")
    return found


def stream(decisions):
    answers = list(decisions.EvaluateStream(iter([question()] * SOME), timeout=PATIENCE_SECONDS))
    if len(answers) != SOME:
        raise Promise(f"a stream with {len(answers)} answers to {SOME} questions")
    return answers


class Callers:
    def __init__(self, sidecar):
        kinds = [("single", one, True), ("batches", batch, True), ("streams", stream, True), ("connections", one, False)]
        self.callers = [Caller(sidecar, *kind) for kind in kinds]
        self.excused, self.failed = [], collections.Counter()

    def __enter__(self):
        for caller in self.callers:
            caller.start()
        return self

    def __exit__(self, *_):
        for caller in self.callers:
            caller.stopped.set()
        for caller in self.callers:
            caller.join()

    def excuse(self, kind, began):
        """Calls that failed since a moment, until each caller is answered again, may have failed for a reason."""
        self.all_answered()
        self.excused.append((kind, began, time.monotonic()))

    def all_answered(self):
        """Waits until each caller got an answer to something that it asked after this moment."""
        now = time.monotonic()
        for caller in self.callers:
            until(lambda: caller.answered_at > now or caller.broken, f"an answer to the caller of {caller.name}")

    def check(self, after):
        for caller in self.callers:
            if caller.broken:
                raise Promise(f"{caller.name}, after {after}: {caller.broken}")
            while caller.failures:
                self.judge(caller.name, after, *caller.failures.popleft())

    def judge(self, name, after, started, ended, code, details):
        for kind, began, over in self.excused:
            in_time = started <= over and ended >= began
            not_sent = kind == "kill" or any(words in details for words in NOT_SENT)
            if in_time and not_sent and code == grpc.StatusCode.UNAVAILABLE:
                self.failed[kind] += 1
                return
        raise Promise(f"{name}, after {after}: a call failed: {code}, {details}")

    def summary(self):
        answered = ", ".join(f"{caller.answered} {caller.name}" for caller in self.callers)
        return f"answered: {answered}; failed for want of a sidecar: {dict(self.failed)}"
