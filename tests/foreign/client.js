// Drives a running sidecar as a stranger would: Node's grpc-js, with the contract read from proto/.
//
// usage: node client.js PROTO_FOLDER TARGET
//
// Every check prints a line; the first one that fails ends the program.

"use strict";

const assert = require("node:assert/strict");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [proto, target] = process.argv.slice(2);
const options = { includeDirs: [proto], enums: String, defaults: true, arrays: true };
const files = ["selat/v1/decision.proto", "selat/v1/policy.proto"];
const { selat } = grpc.loadPackageDefinition(loader.loadSync(files, options));
const credentials = grpc.credentials.createInsecure();
const decisions = new selat.v1.DecisionService(target, credentials);
const policies = new selat.v1.PolicyService(target, credentials);

function hospital(changes = {}) {
  return {
    origin: "VN",
    destination: "SG",
    data: ["personal.health"],
    purpose: "hosting",
    exporter: { sector: "health", role: "controller" },
    importer: { role: "processor" },
    subjectCount: 50000,
    ...changes,
  };
}

function ask(client, method, request) {
  const deadline = Date.now() + 30000;
  return new Promise((resolve, reject) => {
    client[method](request, { deadline }, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

async function aQuestion() {
  const answer = await ask(decisions, "Evaluate", { requestId: "ward-7", transfer: hospital() });
  assert.equal(answer.requestId, "ward-7");
  assert.equal(answer.decision, "DECISION_CONDITIONS");
  const missing = answer.conditions.flatMap((condition) => condition.alternatives.flatMap((way) => way.missing));
  assert.ok(missing.includes("filing.transfer-impact-dossier"), missing);
}

async function aBadQuestion() {
  const error = await ask(decisions, "Evaluate", { transfer: hospital({ data: ["personal.helth"] }) }).catch((e) => e);
  assert.equal(error.code, grpc.status.INVALID_ARGUMENT);
  assert.match(error.details, /personal\.helth/);
}

async function aBatch() {
  const requests = Array.from({ length: 100 }, (_, n) => ({ requestId: String(n), transfer: hospital() }));
  const { responses, policyRevision } = await ask(decisions, "EvaluateBatch", { requests });
  assert.deepEqual(responses.map((answer) => answer.requestId), requests.map((request) => request.requestId));
  assert.deepEqual([...new Set(responses.map((answer) => answer.policyRevision))], [policyRevision]);
}

async function aStream() {
  const call = decisions.EvaluateStream({ deadline: Date.now() + 30000 });
  for (let n = 0; n < 100; n += 1) call.write({ requestId: String(n), transfer: hospital() });
  call.end();
  const seen = [];
  for await (const answer of call) seen.push(answer.requestId);
  assert.deepEqual(seen, Array.from({ length: 100 }, (_, n) => String(n)));
}

async function theStatus() {
  const { status } = await ask(policies, "GetPolicyStatus", {});
  assert.deepEqual(status.sources, ["builtin"]);
  assert.ok(status.counts.rules > 0);
}

async function main() {
  for (const check of [aQuestion, aBadQuestion, aBatch, aStream, theStatus]) {
    await check();
    console.log("passed:", check.name);
  }
  decisions.close();
  policies.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
