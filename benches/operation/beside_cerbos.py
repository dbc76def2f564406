"""Puts Selat and Cerbos through the same accidents, and prints what an operator sees of each as a Markdown table.

    npm install --prefix DIR cerbos@0.51.0
    python -m venv VENV && VENV/bin/pip install --requirement tests/foreign/requirements.txt
    mkdir STUBS && (cd proto && VENV/bin/python -m grpc_tools.protoc -I. --python_out STUBS --grpc_python_out STUBS \
        selat/v1/*.proto)
    PYTHONPATH=STUBS VENV/bin/python benches/operation/beside_cerbos.py target/release/selat \
        DIR/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64

Both run on the loopback with a folder of policies laid out as Kubernetes lays out a ConfigMap, and are changed as the kubelet
changes one: a new generation aside, then the link `..data` renamed over.
"""

import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

import grpc

from selat.v1 import decision_pb2, decision_pb2_grpc

PATIENCE_SECONDS = 30
STEP_SECONDS = 0.02


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def page(url, data=None):
    """The HTTP status and the text of a page; nobody there is no status."""
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return None, ""


def until(look, what):
    """What a look finds at last, and the seconds that it took; None if it finds nothing in time."""
    started = time.monotonic()
    while time.monotonic() - started < PATIENCE_SECONDS:
        found = look()
        if found is not None:
            return found, time.monotonic() - started
        time.sleep(STEP_SECONDS)
    print(f"waited {PATIENCE_SECONDS} s in vain: {what}", file=sys.stderr)
    return None, None


class Volume:
    """A folder as the kubelet mounts a ConfigMap."""

    def __init__(self, folder):
        self.folder, self.generation = pathlib.Path(folder), 0
        self.folder.mkdir()

    def show(self, files):
        self.generation += 1
        name = f"..{self.generation:04}"
        (self.folder / name).mkdir()
        for file, text in files.items():
            (self.folder / name / file).write_text(text)
        (self.folder / "..data_tmp").symlink_to(name)
        os.rename(self.folder / "..data_tmp", self.folder / "..data")
        for file in files:
            link = self.folder / file
            if not link.is_symlink():
                link.symlink_to(pathlib.Path("..data") / file)


class Folder:
    """A folder whose files an editor writes where they stand."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()

    def show(self, files):
        for file, text in files.items():
            (self.folder / file).write_text(text)


class Cerbos:
    name = "Cerbos 0.51.0"
    broken = "apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: transfer\n  versio: default\n"

    def __init__(self, binary):
        self.binary = binary

    def files(self, allowed):
        effect = "EFFECT_ALLOW" if allowed else "EFFECT_DENY"
        return {
            "transfer.yaml": "apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: transfer\n  version: default\n"
            f"  rules:\n    - {{ actions: [send], effect: {effect}, roles: [user] }}\n"
        }

    def arguments(self, work, volume, mistake=None):
        self.http, grpc_port = free_port(), free_port()
        server = f"  httpListenAddr: 127.0.0.1:{self.http}\n  grpcListenAddr: 127.0.0.1:{grpc_port}\n"
        if mistake == "certificate":
            server += f"  tls: {{ cert: {work}/no.crt, key: {work}/no.key }}\n"
        if mistake == "half":
            server += f"  tls: {{ cert: {work}/server.crt }}\n"
        if mistake == "key":
            server += "  requestLimts: { maxActionsPerResource: 5 }\n"
        configuration = work / "cerbos.yaml"
        configuration.write_text(
            f"server:\n{server}storage:\n  driver: disk\n  disk: {{ directory: {volume}, watchForChanges: true }}\n"
            "telemetry: { disabled: true }\n"
        )
        return [self.binary, "server", "--debug-listen-addr=", f"--config={configuration}"]

    def allowed(self):
        question = {
            "principal": {"id": "someone", "roles": ["user"]},
            "resources": [{"resource": {"kind": "transfer", "id": "one"}, "actions": ["send"]}],
        }
        status, text = page(f"http://127.0.0.1:{self.http}/api/check/resources", json.dumps(question).encode())
        if status != 200:
            return None
        return json.loads(text)["results"][0]["actions"]["send"] == "EFFECT_ALLOW"

    def health(self):
        return page(f"http://127.0.0.1:{self.http}/_cerbos/health")

    def metrics(self):
        return page(f"http://127.0.0.1:{self.http}/_cerbos/metrics")[1]

    def status_page(self):
        return None


class Selat:
    name = "Selat"
    broken = "apiVersion: selat/v1\nkind: RuleSet\nid: all\nauthority: organisation\nruls: []\n"

    def __init__(self, binary):
        self.binary = binary

    def files(self, allowed):
        rule = "" if allowed else "    effect: deny\n"
        rules = (
            "apiVersion: selat/v1\nkind: RuleSet\nid: all\nauthority: organisation\nrules:\n"
            "  - id: all.one\n    summary: One rule.\n    when: { origin: SG, destination: MY }\n"
        )
        return {"rules.yaml": rules + (rule or "    effect: note\n    obligations: [{ id: keep, text: Keep a record. }]\n")}

    def arguments(self, work, volume, mistake=None):
        self.grpc, self.admin = free_port(), free_port()
        told = f"policies: [builtin, {volume}]\nlisten: 127.0.0.1:{self.grpc}\nadmin: 127.0.0.1:{self.admin}\n"
        if mistake == "certificate":
            told += f"tls-cert: {work}/no.crt\ntls-key: {work}/no.key\n"
        if mistake == "half":
            told += f"tls-cert: {work}/server.crt\n"
        if mistake == "key":
            told += "drain-timout: 5s\n"
        configuration = work / "selat.yaml"
        configuration.write_text(told)
        return [self.binary, "serve", "--config", str(configuration)]

    def allowed(self):
        transfer = decision_pb2.Transfer(
            origin="SG",
            destination="MY",
            data=["industrial"],
            purpose="hosting",
            exporter=decision_pb2.Exporter(role="controller"),
            importer=decision_pb2.Importer(role="processor"),
        )
        with grpc.insecure_channel(f"127.0.0.1:{self.grpc}") as channel:
            decisions = decision_pb2_grpc.DecisionServiceStub(channel)
            try:
                answer = decisions.Evaluate(decision_pb2.EvaluateRequest(transfer=transfer), timeout=5)
            except grpc.RpcError:
                return None
        return answer.decision != decision_pb2.DECISION_DENY

    def health(self):
        return page(f"http://127.0.0.1:{self.admin}/readyz")

    def metrics(self):
        return page(f"http://127.0.0.1:{self.admin}/metrics")[1]

    def status_page(self):
        return page(f"http://127.0.0.1:{self.admin}/status")[1]


@contextlib.contextmanager
def running(arguments, log):
    with open(log, "w") as sink:
        process = subprocess.Popen(arguments, stdout=sink, stderr=sink)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def changed(before, after):
    """The metrics that differ, without what counts requests and the process itself."""
    noise = re.compile(r"^(#|go_|process_|grpc_|promhttp_|rpc_|http_|otel_|target_info)|_bucket|_sum|_count\b|batch_size|decisions")
    read = lambda text: dict(line.rsplit(" ", 1) for line in text.splitlines() if line and not noise.match(line))
    old, new = read(before), read(after)
    return sorted(name for name in new if old.get(name) != new[name] and "_age_" not in name)


def swap(server, work):
    """Two swaps of the ConfigMap: how long until the new answer comes."""
    volume = Volume(work / "volume")
    volume.show(server.files(True))
    with running(server.arguments(work, volume.folder), work / "log"):
        if until(lambda: server.allowed() or None, "the first answer")[0] is None:
            return "does not start"
        times = []
        for allowed in (False, True):
            volume.show(server.files(allowed))
            found, seconds = until(lambda: True if server.allowed() is allowed else None, "the new answer")
            if found is None:
                # What it answers is then what it answered before: nothing can be told of the next swap.
                return "; ".join([*times, f"swap {len(times) + 1}: never within {PATIENCE_SECONDS} s"])
            times.append(f"swap {len(times) + 1}: after {seconds:.1f} s")
        return "; ".join(times)


def invalid_edit(server, work, volume):
    """A mistake in a policy file: what is answered, and who says what of it."""
    volume.show(server.files(True))
    name = next(iter(server.files(True)))
    seen = {}
    with running(server.arguments(work, volume.folder), work / "log") as process:
        if until(lambda: server.allowed() or None, "the first answer")[0] is None:
            return {"answer": "does not start"}
        metrics = server.metrics()
        size = (work / "log").stat().st_size
        volume.show({name: server.broken})
        complaint = re.compile(r"versio|ruls", re.IGNORECASE)
        told, seconds = until(lambda: complaint.search((work / "log").read_text()[size:]), "a line in the log")
        lines = [line for line in (work / "log").read_text()[size:].splitlines() if complaint.search(line)]
        seen["log"] = f"after {seconds:.1f} s: `{lines[0][:200]}`" if told else "nothing of it in the log"
        seen["metrics"] = ", ".join(f"`{name}`" for name in changed(metrics, server.metrics())[:6]) or "none changed"
        seen["answer"] = {True: "the last good one", False: "deny", None: "none"}[server.allowed()]
        seen["health"] = "{}: `{}`".format(*server.health()).replace("\n", "")[:160]
        status = server.status_page()
        if status is None:
            seen["status"] = "no page"
        else:
            attempt = json.loads(status)["last_attempt"]
            mistakes = attempt.get("diagnostics") or [{}]
            place = {key: mistakes[0].get(key) for key in ("code", "line", "column")}
            seen["status"] = f"`{attempt['outcome']}`, {place}"
        seen["process"] = "goes on" if process.poll() is None else f"ended with {process.returncode}"
    seen["restart"] = start(server, work, volume, None)
    return seen


def start(server, work, volume, mistake):
    """A start with something wrong: whether it serves, or with which exit code and words it does not."""
    with running(server.arguments(work, volume.folder, mistake), work / "log") as process:

        def look():
            return process.poll() if process.poll() is not None else ("serves" if server.allowed() is not None else None)

        found, _ = until(look, "an end or an answer")
        if found == "serves" or found is None:
            return "serves, over plaintext" if mistake in ("certificate", "half") else f"serves (allowed: {server.allowed()})"
        said = [line for line in (work / "log").read_text().splitlines() if line.strip()]
        words = next((line for line in said if "rror" in line), said[-1] if said else "")
        return f"no start, exit code {found}: `{words.replace('|', ' ')[:220]}`"


def accidents(server):
    rows = {}
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for name in ("swap", "volume", "folder", "certificate", "half", "key"):
            (place / name).mkdir()
        rows["a ConfigMap is swapped twice"] = swap(server, place / "swap")
        for files, edit in ((Volume(place / "volume/files"), "swapped in"), (Folder(place / "folder/files"), "in place")):
            for what, seen in invalid_edit(server, files.folder.parent, files).items():
                rows[f"a mistake {edit}: {what}"] = seen
        for mistake, title in (
            ("certificate", "the certificate that is named is not there"),
            ("half", "a certificate is named, and no key"),
            ("key", "a misspelt key in the configuration"),
        ):
            work = place / mistake
            volume = Volume(work / "volume")
            volume.show(server.files(True))
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "1"]
                + ["-keyout", str(work / "server.key"), "-out", str(work / "server.crt")],
                check=True,
                capture_output=True,
            )
            rows[title] = start(server, work, volume, mistake)
    return rows


def main(selat, cerbos):
    servers = [Cerbos(cerbos), Selat(selat)]
    seen = [accidents(server) for server in servers]
    print(f"| accident | {servers[0].name} | {servers[1].name} |\n|---|---|---|")
    for accident in dict.fromkeys([*seen[0], *seen[1]]):
        print(f"| {accident} | {seen[0].get(accident, '-')} | {seen[1].get(accident, '-')} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
