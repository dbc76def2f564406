"""What may happen to a sidecar, and what is promised of it. Each changes what holds from then on."""

import random
import time

from process import HANG_UP, TERMINATE, until
from world import TURN, Promise


def expect(is_so, what):
    if not is_so:
        raise Promise(what)


def in_force(sidecar, number):
    """The policies of a number decide by what the sources hold."""
    sidecar.number, sidecar.policies_broken, sidecar.copy_decides = number, False, False
    sidecar.world.note(numbers={number}, stale={False})
    expect(sidecar.ask() == number, "what is in force answers")
    if not sidecar.disk_full:
        sidecar.expect_kept(True)
    elif number != sidecar.kept:
        sidecar.expect_kept(False)


def next_number(sidecar):
    sidecar.last_number += 1
    return sidecar.last_number


def swap(sidecar, callers, chance):
    number = next_number(sidecar)
    with sidecar.held_stream():
        sidecar.world.note(numbers={sidecar.number, number}, stale=sidecar.world.stale | {False})
        before = sidecar.attempts()
        sidecar.place.show(number)
        until(lambda: sidecar.attempts() > before, "an attempt to load")
        until(lambda: sidecar.metric("selat_policy_last_reload_successful") == 1, "a good attempt")
        # A file event may have led to a look between two generations.
        until(lambda: sidecar.ask() == number, "the new answer")
        in_force(sidecar, number)
    return "policies swapped"


def break_policies(sidecar, callers, chance):
    """What is in force stays, and it is told."""
    with sidecar.held_stream():
        spoil(sidecar, chance)
        until(lambda: sidecar.metric("selat_policy_last_reload_successful") == 0, "an attempt that fails")
        expect(sidecar.page("/readyz")[0] == 200, "a bad edit makes nothing unready")
        expect(sidecar.status()["last_attempt"]["outcome"] in ("rejected", "failed"), "the receipt tells")
        expect(sidecar.ask() == sidecar.number, "what is in force stays")
    return "policies broken"


def spoil(sidecar, chance):
    sidecar.policies_broken = True
    if sidecar.place.policies.folder.exists() and chance.random() < 0.5:
        sidecar.place.away()
    else:
        sidecar.place.show(next_number(sidecar), mistake=True)


def hang_up(sidecar, callers, chance):
    before = sidecar.attempts()
    with sidecar.held_stream():
        for _ in range(chance.randint(1, 3)):
            sidecar.signal(HANG_UP)
        until(lambda: sidecar.attempts() > before, "an attempt on SIGHUP")
        expect(sidecar.ask() == sidecar.number, "what is in force stays")
    return "SIGHUP"


def kill(sidecar, callers, chance):
    """SIGKILL, at times in the middle of a swap, and a start on what is then there."""
    began, possible = time.monotonic(), {sidecar.number}
    if chance.random() < 0.6:
        number = next_number(sidecar)
        possible.add(number)
        sidecar.world.note(numbers=possible, stale=sidecar.world.stale | {False})
        sidecar.policies_broken = False
        sidecar.place.show(number)
        time.sleep(chance.uniform(0, 0.08))
        began = time.monotonic()
    sidecar.kill()
    restart(sidecar, chance, possible)
    callers.excuse("kill", began)
    return "SIGKILL"


def terminate(sidecar, callers, chance):
    """Calls in flight are finished, and the end is in order."""
    began = time.monotonic()
    with sidecar.held_stream() as look:
        sidecar.signal(TERMINATE)
        until(lambda: sidecar.page("/readyz")[0] == 503, "it says that it drains")
        for _ in range(chance.randint(1, 5)):
            look()
    code = sidecar.wait()
    expect(code == 0, f"it ended with {code}")
    expect(" drained" in sidecar.log(), "all calls in flight were finished")
    restart(sidecar, chance, {sidecar.number})
    callers.excuse("stop", began)
    return "SIGTERM"


def restart(sidecar, chance, possible):
    """A start, by the copy where the policies are broken; by no certificate that can't be used."""
    if not sidecar.policies_broken and chance.random() < 0.4:
        spoil(sidecar, chance)
    if sidecar.certificates_broken:
        sidecar.spawn()
        expect(sidecar.wait() in (1, 2), "no start with certificates that can't be used")
        expect("--tls-" in sidecar.log() and "listening" not in sidecar.log(), "it is told why, and nothing is served")
        sidecar.place.show_certificates(*sidecar.place.new_certificate())
        sidecar.certificates_broken = False
    if sidecar.policies_broken:
        by_the_copy(sidecar, possible)
    else:
        sidecar.world.note(numbers=possible, stale={False})
        sidecar.start()
        in_force(sidecar, sidecar.ask())


def by_the_copy(sidecar, possible):
    """What was kept last decides, as old as its last confirmation is."""
    copies = {sidecar.kept} if sidecar.disk_full else {sidecar.kept, *possible}
    sidecar.world.note(numbers=copies, stale={False, True})
    sidecar.start()
    expect(sidecar.metric("selat_policy_last_good") == 1, "the metric tells that the copy is in force")
    status = sidecar.status()
    expect(status["last_good"]["in_force"], "the status tells that the copy is in force")
    expect(status["last_attempt"]["outcome"] in ("rejected", "failed"), "the failed attempt stays the last one")
    sidecar.said("the copy of the last good policy set is in force")
    sidecar.copy_decides = True
    sidecar.number = sidecar.kept = sidecar.ask()
    is_stale = status["stale"]
    expect(sidecar.metric("selat_policy_stale") == is_stale, "the metric tells of the age what the status tells")
    sidecar.world.note(numbers={sidecar.number}, stale={is_stale})


def fill_disk(sidecar, callers, chance):
    """Nothing but the copy needs the disk: the next policies are in force all the same, and it is told."""
    with sidecar.held_stream():
        if sidecar.disk_full:
            sidecar.place.free()
            sidecar.disk_full = False
            if not sidecar.policies_broken:
                sidecar.expect_kept(True)
            return "disk freed"
        sidecar.place.fill()
        sidecar.disk_full = True
    swap(sidecar, callers, chance)
    return "disk filled, policies swapped"


def step_clock(sidecar, callers, chance):
    """The law of the new time answers from then on; the age of the policies and the connections do not notice."""
    hour, day = 3_600, 86_400
    to_turn = TURN - int(time.time())
    steps = [0, hour, -hour, day, -day, 400 * day, -400 * day, to_turn - 5 * 60, to_turn + 2, to_turn + 5 * 60]
    offset = chance.choice(steps)
    with sidecar.held_stream():
        was_stale = sidecar.metric("selat_policy_stale")
        sidecar.world.note(offsets=sidecar.world.offsets | {offset})
        sidecar.place.step(offset)
        sidecar.world.note(offsets={offset})
        expect(sidecar.ask() == sidecar.number, "what is in force answers")
        if not sidecar.copy_decides:
            expect(sidecar.metric("selat_policy_age_seconds") < 60, "the age runs on a clock that nobody sets")
        expect(sidecar.metric("selat_policy_stale") == was_stale, "nothing gets stale by a step of the clock")
    return "clock stepped"


def swap_certificates(sidecar, callers, chance):
    before = sidecar.certificate_status()["sha256"]
    with sidecar.held_stream():
        sidecar.place.show_certificates(*sidecar.place.new_certificate())

        def is_new():
            status = sidecar.certificate_status()
            return status["sha256"] != before and status["error"] is None and status["sha256"]

        found = until(is_new, "new certificates")
        expect(sidecar.shown_certificate() == found, "a new connection is shown the new certificate")
        sidecar.certificates_broken = False
    return "certificates swapped"


def break_certificates(sidecar, callers, chance):
    """What is in force stays, and it is told."""
    if sidecar.certificates_broken:
        swap_certificates(sidecar, callers, chance)
    before = sidecar.certificate_status()["sha256"]
    refused = 'selat_certificate_reloads_total{port="grpc",outcome="refused"}'
    count = sidecar.metric(refused)
    good, key = sidecar.place.new_certificate()
    _, other_key = sidecar.place.new_certificate()
    expired, its_key = sidecar.place.new_certificate(days="1")
    broken = [(good, other_key), (good[: len(good) // 2], key), ("", key), (good, ""), (expired, its_key)]
    with sidecar.held_stream():
        sidecar.place.show_certificates(*chance.choice(broken))
        until(lambda: sidecar.certificate_status()["error"], "the page tells that certificates are refused")
        until(lambda: sidecar.metric(refused) > count, "the metric tells that certificates are refused")
        sidecar.said("changed certificates can't be used")
        expect(sidecar.certificate_status()["sha256"] == before, "what is in force stays")
        expect(sidecar.shown_certificate() == before, "a new connection is shown the old certificate")
        sidecar.certificates_broken = True
    return "certificates broken"


ACCIDENTS = [
    swap,
    break_policies,
    hang_up,
    kill,
    kill,
    terminate,
    fill_disk,
    step_clock,
    step_clock,
    swap_certificates,
    break_certificates,
]
