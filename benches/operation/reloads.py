"""Reloads a sidecar a thousand times under load, and says what the callers noticed.

    PYTHONPATH=STUBS VENV/bin/python benches/operation/reloads.py target/release/selat [RELOADS]

`beside_cerbos.py` says how STUBS and VENV are made. Every tenth set holds a mistake. Two callers ask without a pause, one by
one and in batches of 20; each answer must be whole: of one revision, and the same for both kinds of data.
"""

import pathlib
import re
import sys
import tempfile
import threading
import time

import grpc

from beside_cerbos import Volume, free_port, page, running, until
from selat.v1 import decision_pb2, decision_pb2_grpc

RULES = """\
apiVersion: selat/v1
kind: RuleSet
id: own.{name}
authority: organisation
rules:
  - id: own.{name}.rule
    summary: Number {number} speaks of this data.
    when: {{ origin: SG, destination: MY, data: [{name}] }}
    effect: {effect}
"""
DATA = ["industrial", "geospatial"]


def files(number):
    effect = "deny" if number % 2 else "note\n    obligations: [{ id: keep, text: Keep a record. }]"
    sets = {f"{name}.yaml": RULES.format(name=name, number=number, effect=effect) for name in DATA}
    if number % 10 == 9:
        sets["industrial.yaml"] += "    colour: red\n"
    return sets


def question():
    transfer = decision_pb2.Transfer(origin="SG", destination="MY", data=DATA, purpose="hosting")
    transfer.exporter.role, transfer.importer.role = "controller", "processor"
    return decision_pb2.EvaluateRequest(transfer=transfer)


class Caller(threading.Thread):
    """Asks until it is stopped, and keeps what it saw."""

    def __init__(self, address):
        super().__init__()
        self.address, self.stopped = address, threading.Event()
        self.times, self.failed, self.mixed = [], 0, 0

    def run(self):
        batch = decision_pb2.EvaluateBatchRequest(requests=[question()] * 20)
        with grpc.insecure_channel(self.address) as channel:
            decisions = decision_pb2_grpc.DecisionServiceStub(channel)
            while not self.stopped.is_set():
                started = time.perf_counter()
                try:
                    single = decisions.Evaluate(question(), timeout=30)
                    self.times.append(time.perf_counter() - started)
                    answers = decisions.EvaluateBatch(batch, timeout=30).responses
                except grpc.RpcError as error:
                    self.failed += 1
                    print(error, file=sys.stderr)
                    continue
                alike = all(len({part.decision for part in answer.by_category}) == 1 for answer in [single, *answers])
                self.mixed += not alike or len({(answer.policy_revision, answer.decision) for answer in answers}) != 1


def under_load(address, work):
    callers = [Caller(address) for _ in range(2)]
    for caller in callers:
        caller.start()
    try:
        work()
    finally:
        for caller in callers:
            caller.stopped.set()
            caller.join()
    times = sorted(time for caller in callers for time in caller.times)
    p99 = times[int(len(times) * 0.99)] * 1000
    failed, mixed = (sum(getattr(caller, name) for caller in callers) for name in ("failed", "mixed"))
    print(f"  {len(times)} questions and as many batches: {failed} failed, {mixed} mixed, p99 {p99:.2f} ms")
    return p99


def resident_kib(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


def main(selat, reloads="1000"):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        volume = Volume(place / "policies")
        volume.show(files(0))
        base = place / "base"
        base.mkdir()
        (base / "vocabulary.yaml").write_text(VOCABULARY)
        grpc_port, admin = free_port(), free_port()
        arguments = [selat, "serve", "--policies", f"{base},{volume.folder}", "--quiet-period", "5ms"]
        arguments += ["--listen", f"127.0.0.1:{grpc_port}", "--admin", f"127.0.0.1:{admin}"]

        def attempts():
            text = page(f"http://127.0.0.1:{admin}/metrics")[1]
            return sum(int(count) for count in re.findall(r"selat_policy_reloads_total\{[^}]*\} (\d+)", text))

        def reload_all():
            for number in range(1, int(reloads) + 1):
                before = attempts()
                volume.show(files(number))
                if until(lambda: True if attempts() > before else None, f"reload {number}")[0] is None:
                    raise SystemExit(f"reload {number} did not come")

        with running(arguments, place / "log") as process:
            until(lambda: page(f"http://127.0.0.1:{admin}/readyz")[0] == 200 or None, "a start")
            address = f"127.0.0.1:{grpc_port}"
            print("without reloads:")
            quiet = under_load(address, lambda: time.sleep(10))
            before = resident_kib(process)
            print(f"with {reloads} reloads:")
            busy = under_load(address, reload_all)
            print(f"p99 with reloads / without: {busy / quiet:.2f}; memory {before} KiB before, {resident_kib(process)} after")
            counts = re.findall(r"selat_policy_reloads_total\{.*", page(f"http://127.0.0.1:{admin}/metrics")[1])
            print("\n".join(counts))


VOCABULARY = """\
apiVersion: selat/v1
kind: Vocabulary
jurisdictions: [{ id: MY, title: Malaysia }, { id: SG, title: Singapore }]
categories: [{ id: industrial, title: Industrial data }, { id: geospatial, title: Geospatial data }]
purposes: [{ id: hosting, title: Hosting }]
sectors: [{ id: general, title: Any other }]
roles: [{ id: controller, title: Controller }, { id: processor, title: Processor }]
safeguards: [{ id: instrument.contract, title: Contract }]
"""

if __name__ == "__main__":
    main(*sys.argv[1:])
