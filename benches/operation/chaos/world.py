"""What may be answered, and when: the policies, the clock, and what is true of both at each moment."""

import bisect
import threading
import time

from selat.v1 import decision_pb2

DATA = ["industrial", "geospatial"]
EFFECTS = ["allow", "deny", "require"]
DECISIONS = [decision_pb2.DECISION_ALLOW, decision_pb2.DECISION_DENY, decision_pb2.DECISION_CONDITIONS]

# When the law turns, half a day from now, so that only a step of the clock gets there.
TURN = int(time.time()) + 43_200

VOCABULARY = """\
apiVersion: selat/v1
kind: Vocabulary
jurisdictions: [{ id: MY, title: Malaysia }, { id: SG, title: Singapore }]
categories: [{ id: industrial, title: Industrial data }, { id: geospatial, title: Geospatial data }]
purposes: [{ id: hosting, title: Hosting }]
sectors: [{ id: general, title: Any other }]
roles: [{ id: controller, title: Controller }, { id: processor, title: Processor }]
safeguards: [{ id: instrument.contract, title: Contract }]
---
apiVersion: selat/v1
kind: Regulation
id: sg.law
title: The law
jurisdiction: SG
authority: statute
status: in-force
summary: It rules all data.
confidence: high
reviewed: 2026-11-23
sources: [{ title: The gazette, seen: 2026-11-23 }]
"""

RULE = """\
  - id: sg.{name}.{side}
    summary: Number {number} speaks, {side}.
    when: {{ origin: SG, destination: MY, data: [{name}] }}
    effect: {effect}
    effective: {{ {bound}: "{turn}" }}
    cites: [sg.law]
    confidence: high
"""
REQUIRE = "require\n    require: { any_of: [[instrument.contract]] }"


class Promise(Exception):
    """Something is not as promised."""


def effect(number, late):
    return (number + late) % len(EFFECTS)


def files(number):
    """A policy set that says its number; its law turns at an instant."""
    turn = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(TURN))
    sets = {}
    for name in DATA:
        text = f"apiVersion: selat/v1\nkind: RuleSet\nid: sg.{name}\nauthority: statute\njurisdiction: SG\nrules:\n"
        for late, side, bound in [(0, "early", "until"), (1, "late", "from")]:
            says = EFFECTS[effect(number, late)]
            says = REQUIRE if says == "require" else says
            text += RULE.format(name=name, side=side, number=number, effect=says, bound=bound, turn=turn)
        sets[f"{name}.yaml"] = text
    return sets


class World:
    """What was true from which moment on: policies that may be in force, steps of the clock, whether they may be stale."""

    def __init__(self):
        self.lock = threading.Lock()
        self.since, self.states = [], []
        self.numbers, self.offsets, self.stale = {0}, {0}, {False}
        self.note()

    def note(self, **changed):
        """From now on something else is true."""
        with self.lock:
            for name, values in changed.items():
                setattr(self, name, set(values))
            self.since.append(time.monotonic())
            self.states.append((frozenset(self.numbers), frozenset(self.offsets), frozenset(self.stale)))

    def between(self, started, ended):
        """All that was true at some moment between two."""
        with self.lock:
            first = bisect.bisect_right(self.since, started) - 1
            last = bisect.bisect_right(self.since, ended)
            states = self.states[max(first, 0) : last]
        return tuple(frozenset().union(*parts) for parts in zip(*states))


class Answers:
    """Holds each answer against what may be answered, and against each other answer of the same revision."""

    def __init__(self, world):
        self.world, self.lock = world, threading.Lock()
        self.by_revision, self.revisions, self.count = {}, {}, 0

    def check(self, answer, started, ended):
        """The number of the policies that answered; the times are those of the monotonic clock."""
        with self.lock:
            self.count += 1
        number, late = self.spoken(answer)
        numbers, offsets, stale = self.world.between(started, ended)
        if number not in numbers:
            raise Promise(f"number {number} answered, and {sorted(numbers)} may be in force: {answer}")
        now = time.time() - time.monotonic()
        instants = [now + moment + offset for moment in (started, ended) for offset in offsets]
        if late not in {instant >= TURN for instant in instants}:
            raise Promise(f"the law of another time answered, by clocks {sorted(offsets)} off: {answer}")
        is_stale = any(reason.rule == "stale-policy" for reason in answer.reasons)
        denies = DECISIONS[effect(number, late)] == decision_pb2.DECISION_DENY
        # What is denied by the law is denied by it, however old it is.
        if is_stale not in stale and not denies:
            raise Promise(f"stale: {is_stale}, and may be: {sorted(stale)}: {answer}")
        expected = decision_pb2.DECISION_DENY if is_stale else DECISIONS[effect(number, late)]
        found = {answer.decision, *(part.decision for part in answer.by_category)}
        if found != {expected} or [part.category for part in answer.by_category] != DATA:
            raise Promise(f"number {number} says {expected}: {answer}")
        if not late and not is_stale and answer.valid_until.seconds != TURN:
            raise Promise(f"it holds until the law turns, and says otherwise: {answer}")
        self.compare(answer, number, (number, late, is_stale))
        return number

    def spoken(self, answer):
        """The one number, and the one side of the law's turn, that all of an answer's reasons speak of."""
        said = {reason.text for reason in answer.reasons if reason.rule.startswith("sg.")}
        if len(said) != 1:
            raise Promise(f"a mixture of policies, or none: {answer}")
        _, number, _, side = said.pop().split()
        return int(number.rstrip(",")), side == "late."

    def compare(self, answer, number, kind):
        plain = type(answer)()
        plain.CopyFrom(answer)
        for field in ("decision_id", "request_id", "valid_until"):
            plain.ClearField(field)
        with self.lock:
            if self.revisions.setdefault(answer.policy_revision, number) != number:
                raise Promise(f"two policy sets have one revision: {answer}")
            if self.by_revision.setdefault((answer.policy_revision, kind), plain) != plain:
                raise Promise(f"another answer than before by the same policies: {answer}")
