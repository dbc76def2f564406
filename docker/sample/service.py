"""A service that sends health records abroad, and asks first: whatever is not an `allow` is not sent."""

import sys
import time

import grpc

from selat.v1 import decision_pb2, decision_pb2_grpc

# Longer than any answer takes, and short enough to fail before whoever waits for us does.
TIMEOUT_SECONDS = 1
PAUSE_SECONDS = 10


def transfer(safeguards):
    return decision_pb2.Transfer(
        origin="VN",
        destination="SG",
        data=["personal.health"],
        purpose="hosting",
        exporter=decision_pb2.Exporter(sector="health", role="controller"),
        importer=decision_pb2.Importer(role="processor"),
        subject_count=50_000,
        safeguards=safeguards,
    )


def may_send(decisions, safeguards):
    """Whether the data may go; no answer is a no."""
    question = decision_pb2.EvaluateRequest(transfer=transfer(safeguards))
    try:
        answer = decisions.Evaluate(question, timeout=TIMEOUT_SECONDS)
    except grpc.RpcError as error:
        print("not sent: no answer:", error.code().name, error.details())
        return False
    if answer.decision == decision_pb2.DECISION_ALLOW:
        print("sent, as decision", answer.decision_id, "allows")
        return True
    print("not sent:", decision_pb2.Decision.Name(answer.decision))
    for condition in answer.conditions:
        print("  missing:", condition.text)
    return False


def main(target, times=None):
    # Without a plain authority, gRPC's C core sends the path of the socket, which HTTP/2 does not allow.
    options = [("grpc.default_authority", "localhost")]
    with grpc.insecure_channel(target, options=options) as channel:
        decisions = decision_pb2_grpc.DecisionServiceStub(channel)
        while times is None or times > 0:
            may_send(decisions, ["instrument.contract"])
            times = None if times is None else times - 1
            if times != 0:
                time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
