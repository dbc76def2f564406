"""Does to a sidecar under load what may happen to one, in any order, and checks each time what is promised.

    python -m venv VENV && VENV/bin/pip install --requirement benches/operation/chaos/requirements.txt
    mkdir STUBS && (cd proto && VENV/bin/python -m grpc_tools.protoc -I. --python_out STUBS --grpc_python_out STUBS \
        selat/v1/*.proto)
    PYTHONPATH=STUBS VENV/bin/python benches/operation/chaos target/release/selat [--rounds 100] [--seed N]

`cc`, `openssl` and `unshare` must be there. No special rights are needed where the system lets users make namespaces of their
own: the full disk is a small tmpfs in one. The clock is stepped for the sidecar alone, by a library that is loaded before it.

The version of grpcio is fixed, as 1.85 was seen to leave a call without an end that was begun just when its connection was told
to go, though nobody listened any more.

Four callers ask over mutual TLS without a pause: one by one, in batches, in streams, and over a new connection each time.
Meanwhile policies are swapped and broken, the process is killed, stopped and told to reload, the disk for the last good copy
is full, the clock is stepped, and certificates are swapped and broken. The first thing that is not as promised ends the run
with exit code 1; the seed repeats its order, though not its timing.
"""

import argparse
import collections
import os
import pathlib
import random
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).parent.parent))

from accidents import ACCIDENTS
from callers import Callers
from place import Place
from process import Sidecar
from world import Promise, World

ACCIDENTS_OF_ROUND = 3
INSIDE = "CHAOS_INSIDE"


def into_namespace():
    """Goes on in a mount namespace, where a tmpfs can be mounted that nobody else sees."""
    if os.environ.get(INSIDE):
        return
    for more in ([], ["--user", "--map-root-user"]):
        unshare = ["unshare", *more, "--mount"]
        if os.spawnvp(os.P_WAIT, "unshare", [*unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) == 0:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
    raise SystemExit("cannot mount a tmpfs, not even in a namespace of one's own")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("selat")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    into_namespace()
    seed = random.SystemRandom().randrange(1 << 32) if asked.seed is None else asked.seed
    print(f"seed {seed}, {asked.rounds} rounds of {ACCIDENTS_OF_ROUND}", flush=True)
    chance, happened, started = random.Random(seed), collections.Counter(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Place(pathlib.Path(folder))
        try:
            sidecar = Sidecar(asked.selat, place, World())
            with sidecar, Callers(sidecar) as callers:
                run(sidecar, callers, asked.rounds, chance, happened)
        except Promise as broken:
            print(f"BROKEN after {dict(happened)}: {broken}", file=sys.stderr)
            print(f"the last lines of the log:\n{sidecar.log()[-4000:]}", file=sys.stderr)
            raise SystemExit(1) from broken
        finally:
            place.close()
    print(f"{time.monotonic() - started:.0f} s")
    for name, count in sorted(happened.items()):
        print(f"| {name} | {count} |")
    print(callers.summary())


def run(sidecar, callers, rounds, chance, happened):
    bag = []
    for number in range(1, rounds + 1):
        for _ in range(ACCIDENTS_OF_ROUND):
            if not bag:
                bag = list(ACCIDENTS)
                chance.shuffle(bag)
            accident = bag.pop()
            name = accident(sidecar, callers, chance)
            happened[name] += 1
            callers.check(f"{name}, in round {number}")
            time.sleep(chance.uniform(0, 0.1))
        callers.all_answered()
        callers.check(f"round {number}")
        if number % 10 == 0:
            print(f"round {number}: {callers.summary()}", flush=True)


if __name__ == "__main__":
    main()
