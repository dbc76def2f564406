"""Drives a running sidecar as a stranger would: Python's grpcio, stubs generated from proto/.

usage: client.py TARGET [AUTHORITY]
       client.py TARGET --tls FOLDER

The folder holds the sidecar's root (root.pem) and the client's own certificate and key (client.pem, client.key).

Every check prints a line; the first one that fails ends the program.
"""

import sys

import grpc
from google.protobuf import descriptor_pool, timestamp_pb2
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from grpc_status import rpc_status

from selat.v1 import decision_pb2, decision_pb2_grpc, policy_pb2, policy_pb2_grpc, regulation_pb2, regulation_pb2_grpc

V1ALPHA = "grpc.reflection.v1alpha.ServerReflection"
SERVICES = ["selat.v1.DecisionService", "selat.v1.PolicyService", "selat.v1.RegulationService"]


def hospital(**changes):
    """A Vietnamese hospital has its patients' records hosted in Singapore."""
    fields = {
        "origin": "VN",
        "destination": "SG",
        "data": ["personal.health"],
        "purpose": "hosting",
        "exporter": decision_pb2.Exporter(sector="health", role="controller"),
        "importer": decision_pb2.Importer(role="processor"),
        "subject_count": 50_000,
    }
    fields.update(changes)
    return decision_pb2.Transfer(**fields)


def asking(transfer, request_id=""):
    return decision_pb2.EvaluateRequest(request_id=request_id, transfer=transfer)


def equal(given, expected, what):
    assert given == expected, f"{what}: expected {expected!r}, given {given!r}"


def contains(given, expected, what):
    assert expected in given, f"{what}: expected {expected!r} in {given!r}"


def check_hospital(decisions):
    safeguards = []
    answer = decisions.Evaluate(asking(hospital(), "ward-7"))
    equal(answer.request_id, "ward-7", "request_id")
    equal(answer.decision, decision_pb2.DECISION_CONDITIONS, "the hospital without a dossier")
    missing = [word for c in answer.conditions for way in c.alternatives for word in way.missing]
    contains(missing, "filing.transfer-impact-dossier", "missing")
    contains([cite for reason in answer.reasons for cite in reason.citations], "vn.pdpl#art20", "citations")
    equal([c.category for c in answer.by_category], ["personal.health"], "by_category")
    assert len(answer.policy_revision) == 32 and answer.decision_id and not answer.simulated, answer
    assert all(reason.source.startswith("builtin/") for reason in answer.reasons), answer.reasons
    while answer.decision == decision_pb2.DECISION_CONDITIONS:
        attested = [word for condition in answer.conditions for word in condition.alternatives[0].missing]
        assert attested and not set(attested) & set(safeguards), (attested, safeguards)
        safeguards += attested
        answer = decisions.Evaluate(asking(hospital(safeguards=safeguards)))
    equal(answer.decision, decision_pb2.DECISION_ALLOW, f"the hospital with {safeguards}")
    equal(list(answer.conditions), [], "conditions of an allowed transfer")


def violations(call, request):
    """The field violations of a call that must be refused."""
    try:
        call(request)
    except grpc.RpcError as error:
        equal(error.code(), grpc.StatusCode.INVALID_ARGUMENT, "status code")
        details = rpc_status.from_call(error).details
        equal(len(details), 1, "details")
        bad = error_details_pb2.BadRequest()
        assert details[0].Unpack(bad), details
        return {v.field: v.description for v in bad.field_violations}
    raise AssertionError(f"answered, and not refused: {request}")


def check_bad_questions(decisions):
    equal(list(violations(decisions.Evaluate, decision_pb2.EvaluateRequest())), ["transfer"], "no transfer")
    exporter, importer = decision_pb2.Exporter, decision_pb2.Importer
    for changes, field, word in [
        ({"origin": ""}, "origin", "required"),
        ({"origin": "vn"}, "origin", "`VN`"),
        ({"destination": ""}, "destination", "required"),
        ({"destination": "Singapore"}, "destination", "`Singapore`"),
        ({"transit": ["MY", "XX"]}, "transit[1]", "`XX`"),
        ({"subjects": ["ZZ"]}, "subjects[0]", "`ZZ`"),
        ({"data": []}, "data", "required"),
        ({"data": ["personal.health", "personal.helth"]}, "data[1]", "`personal.health`"),
        ({"purpose": "hostin"}, "purpose", "`hosting`"),
        ({"exporter": exporter(sector="helth")}, "exporter.sector", "`health`"),
        ({"exporter": exporter(role="controler")}, "exporter.role", "`controller`"),
        ({"exporter": exporter(id="acme")}, "exporter.id", "`acme`"),
        ({"importer": importer(role="procesor")}, "importer.role", "`processor`"),
        ({"importer": importer(id="acme")}, "importer.id", "`acme`"),
        ({"safeguards": ["instrument.contrct"]}, "safeguards[0]", "`instrument.contract`"),
        ({"dataset": "patients"}, "dataset", "`patients`"),
    ]:
        found = violations(decisions.Evaluate, asking(hospital(**changes)))
        equal(list(found), [f"transfer.{field}"], f"fields at fault with {changes}")
        contains(found[f"transfer.{field}"], word, f"description with {changes}")
    everything = asking(decision_pb2.Transfer(origin="??", purpose="??"))
    fields = {"transfer.origin", "transfer.destination", "transfer.data", "transfer.purpose"}
    equal(set(violations(decisions.Evaluate, everything)), fields, "several fields at fault")
    simulation = decision_pb2.SimulateRequest(
        transfer=hospital(), at=timestamp_pb2.Timestamp(seconds=1 << 60), assume=["defa-in-forc"]
    )
    found = violations(decisions.Simulate, simulation)
    equal(list(found), ["at", "assume[0]"], "fields at fault in a simulation")
    contains(found["assume[0]"], "`defa-in-force`", "description of an assumption")
    too_many = decision_pb2.EvaluateBatchRequest(requests=[asking(hospital())] * 10_001)
    equal(list(violations(decisions.EvaluateBatch, too_many)), ["requests"], "a batch that is too large")


def check_batch_and_stream(decisions):
    questions = [asking(hospital(), str(n)) for n in range(100)]
    questions[40] = asking(hospital(data=["personal.helth"]), "40")
    batch = decisions.EvaluateBatch(decision_pb2.EvaluateBatchRequest(requests=questions))
    for answers in [batch.responses, list(decisions.EvaluateStream(iter(questions)))]:
        equal([answer.request_id for answer in answers], [str(n) for n in range(100)], "order")
        equal({answer.policy_revision for answer in answers}, {batch.policy_revision}, "revisions")
        for n, answer in enumerate(answers):
            refused = [v.field for v in answer.refusal.violations]
            equal(refused, ["transfer.data[0]"] if n == 40 else [], "refusals")
            expected = decision_pb2.DECISION_UNSPECIFIED if n == 40 else decision_pb2.DECISION_CONDITIONS
            equal(answer.decision, expected, "decision")


def check_simulation(decisions):
    at = timestamp_pb2.Timestamp()
    at.FromJsonString("2026-03-01T00:00:00Z")
    answer = decisions.Simulate(decision_pb2.SimulateRequest(transfer=hospital(), at=at, assume=["defa-in-force"]))
    assert answer.simulated, answer


def check_status(channel):
    policies = policy_pb2_grpc.PolicyServiceStub(channel)
    status = policies.GetPolicyStatus(policy_pb2.GetPolicyStatusRequest()).status
    equal(list(status.sources), ["builtin"], "sources")
    equal(status.last_attempt.outcome, policy_pb2.LOAD_OUTCOME_SWAPPED, "outcome")
    assert status.counts.rules > 0 and status.counts.jurisdictions_covered > 0, status
    watch = policies.WatchPolicyStatus(policy_pb2.WatchPolicyStatusRequest())
    equal(next(watch).status, status, "the watched status")
    watch.cancel()


def check_regulations(channel):
    regulations = regulation_pb2_grpc.RegulationServiceStub(channel)
    found, token = [], ""
    while True:
        page = regulations.ListRegulations(
            regulation_pb2.ListRegulationsRequest(jurisdiction="VN", page_size=5, page_token=token)
        )
        found += [law.id for law in page.regulations]
        token = page.next_page_token
        if not token:
            break
    equal((len(found), found), (page.total_size, sorted(set(found))), "the law of Viet Nam, page by page")
    contains(found, "vn.pdpl", "the law of Viet Nam")
    law = regulations.GetRegulation(regulation_pb2.GetRegulationRequest(id="vn.pdpl")).regulation
    equal((law.number, law.dates.in_force), ("91/2025/QH15", "2026-01-01"), "the law on personal data")
    contains([rule.rule for rule in law.cited_by], "vn.pdpl.transfer-dossier", "rules that rest on it")
    try:
        regulations.GetRegulation(regulation_pb2.GetRegulationRequest(id="vn.pdlp"))
        raise AssertionError("a regulation that is not there was found")
    except grpc.RpcError as error:
        equal(error.code(), grpc.StatusCode.NOT_FOUND, "status code")
        contains(error.details(), "`vn.pdpl`", "what is near")
    places = regulations.ListJurisdictions(regulation_pb2.ListJurisdictionsRequest()).jurisdictions
    coverage = {place.code: regulation_pb2.Coverage.Name(place.coverage) for place in places}
    some = [coverage[code] for code in ["VN", "DE", "JP", "ZA"]]
    equal(some, ["COVERAGE_FULL", "COVERAGE_FULL", "COVERAGE_PARTIAL", "COVERAGE_NONE"], "coverage")
    words = regulations.GetVocabulary(regulation_pb2.GetVocabularyRequest())
    contains([word.word for word in words.categories], "personal.health", "categories")


def check_health(channel):
    health = health_pb2_grpc.HealthStub(channel)
    for service in ["", *SERVICES]:
        answer = health.Check(health_pb2.HealthCheckRequest(service=service))
        equal(answer.status, health_pb2.HealthCheckResponse.SERVING, f"health of {service!r}")


def check_reflection(channel):
    database = ProtoReflectionDescriptorDatabase(channel)
    for service in [*SERVICES, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", V1ALPHA]:
        contains(database.get_services(), service, "services")
    pool = descriptor_pool.DescriptorPool(database)
    methods = {method.name for method in pool.FindServiceByName(SERVICES[0]).methods}
    equal(methods, {"Evaluate", "EvaluateBatch", "EvaluateStream", "Simulate"}, "methods")


def read(folder, name):
    with open(f"{folder}/{name}", "rb") as file:
        return file.read()


def connect(target, *more):
    match more:
        case ["--tls", folder]:
            root, key, certificate = (read(folder, name) for name in ["root.pem", "client.key", "client.pem"])
            return grpc.secure_channel(target, grpc.ssl_channel_credentials(root, key, certificate))
        case authority:
            return grpc.insecure_channel(target, options=[("grpc.default_authority", name) for name in authority])


def main(*arguments):
    with connect(*arguments) as channel:
        grpc.channel_ready_future(channel).result(timeout=30)
        decisions = decision_pb2_grpc.DecisionServiceStub(channel)
        for check in [check_hospital, check_bad_questions, check_batch_and_stream, check_simulation]:
            check(decisions)
            print("passed:", check.__name__)
        for check in [check_status, check_regulations, check_health, check_reflection]:
            check(channel)
            print("passed:", check.__name__)


if __name__ == "__main__":
    main(*sys.argv[1:])
