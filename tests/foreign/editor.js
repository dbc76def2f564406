// Drives yaml-language-server as an editor does: the language server protocol over the standard streams.
//
// usage: editor.js SERVER [SCHEMA] < QUESTION > ANSWER
//
// With SCHEMA, its URI, the editor is set up to use it for all files; else a file must name it.
//
// QUESTION: [{ "uri", "text", "at": [{ "line", "character" }] }]
// ANSWER:   [{ "diagnostics": [{ "line", "message" }], "offered": [[label]] }]

"use strict";

const { spawn } = require("node:child_process");
const { readFileSync } = require("node:fs");

const [, , SERVER, SCHEMA] = process.argv;

const SETTINGS = {
  yaml: { validate: true, completion: true, schemaStore: { enable: false }, schemas: SCHEMA ? { [SCHEMA]: "*.yaml" } : {} },
};

class Server {
  constructor(path) {
    this.process = spawn(process.execPath, [path, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.process.stdout.on("data", (bytes) => this.take(bytes));
    this.received = Buffer.alloc(0);
    this.answers = new Map();
    this.diagnostics = new Map();
    this.calls = 0;
  }

  take(bytes) {
    this.received = Buffer.concat([this.received, bytes]);
    for (;;) {
      const end = this.received.indexOf("\r\n\r\n");
      const length = end < 0 ? null : /Content-Length: (\d+)/i.exec(this.received.subarray(0, end).toString());
      if (!length || this.received.length < end + 4 + Number(length[1])) return;
      const body = this.received.subarray(end + 4, end + 4 + Number(length[1]));
      this.received = this.received.subarray(end + 4 + Number(length[1]));
      this.handle(JSON.parse(body.toString()));
    }
  }

  handle(message) {
    if (message.method === undefined) {
      this.answers.get(message.id)(message);
    } else if (message.method === "textDocument/publishDiagnostics") {
      this.diagnostics.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method === "workspace/configuration") {
      const sections = message.params.items.map(({ section }) => SETTINGS[section] ?? null);
      this.send({ id: message.id, result: sections });
    } else if (message.id !== undefined) {
      this.send({ id: message.id, result: null });
    }
  }

  send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  call(method, params) {
    const id = ++this.calls;
    this.send({ id, method, params });
    return new Promise((resolve, reject) => {
      this.answers.set(id, ({ result, error }) => (error ? reject(new Error(error.message)) : resolve(result)));
    });
  }

  async start() {
    const capabilities = { workspace: { configuration: true }, textDocument: { completion: {} } };
    await this.call("initialize", { processId: process.pid, rootUri: null, capabilities });
    this.send({ method: "initialized", params: {} });
    this.send({ method: "workspace/didChangeConfiguration", params: { settings: SETTINGS } });
  }

  async ask({ uri, text, at }) {
    const found = new Promise((resolve) => this.diagnostics.set(uri, resolve));
    this.send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
    const diagnostics = (await found).map(({ range, message }) => ({ line: range.start.line, message }));
    const offered = [];
    for (const position of at) {
      const list = await this.call("textDocument/completion", { textDocument: { uri }, position });
      offered.push((list.items ?? list).map(({ label }) => label));
    }
    return { diagnostics, offered };
  }
}

async function main() {
  const server = new Server(SERVER);
  await server.start();
  const answers = [];
  for (const question of JSON.parse(readFileSync(0, "utf8"))) answers.push(await server.ask(question));
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
}

setTimeout(() => {
  console.error("no answer within two minutes");
  process.exit(1);
}, 120_000);
main();
