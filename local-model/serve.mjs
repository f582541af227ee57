// Serves a GGUF model as an OpenAI-compatible service on this machine: one model, one request at a time.
//
//     node serve.mjs --model FILE.gguf [--name NAME] [--port 18080] [--threads N]

import http from "node:http";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { getLlama, LlamaCompletion, LlamaLogLevel, resolveChatWrapper } from "node-llama-cpp";

const CONTEXT_TOKENS = 8192;
const BODY_BYTES = 4 << 20;
const PIECE_TOKENS = 256; // a prompt is read in pieces, so that a client who leaves is noticed in between

class Refused extends Error {
  constructor(status, message, param = null, code = null) {
    super(message);
    Object.assign(this, { status, body: { error: { message, type: "invalid_request_error", param, code } } });
  }
}

// ---- from a request to a prompt

function text(content, param) {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw new Refused(400, "expected a text or an array of parts", param);
  return content.map((part) => {
    if (part?.type !== "text" || typeof part.text !== "string")
      throw new Refused(400, `parts of type \`${part?.type}\` are not supported`, param);
    return part.text;
  }).join("");
}

function history(messages) {
  if (!Array.isArray(messages) || messages.length === 0)
    throw new Refused(400, "expected at least one message", "messages");
  const turns = messages.map((message, index) => {
    const content = text(message?.content, `messages[${index}].content`);
    switch (message.role) {
      case "system": case "developer": return { type: "system", text: content };
      case "user": return { type: "user", text: content };
      case "assistant": return { type: "model", response: [content] };
      default: throw new Refused(400, `role \`${message.role}\` is not supported`, `messages[${index}].role`);
    }
  });
  return [...turns, { type: "model", response: [] }];
}

function number(request, name, least, most) {
  const value = request[name] ?? undefined;
  if (value === undefined) return value;
  if (typeof value !== "number" || !(value >= least && value <= most))
    throw new Refused(400, `expected a number from ${least} to ${most}`, name);
  return value;
}

// The grammar builder knows no `anyOf`, only `oneOf`.
const withOneOf = (schema) =>
  JSON.parse(JSON.stringify(schema), (_, value) => (value?.anyOf ? { ...value, oneOf: value.anyOf } : value));

async function grammar(llama, format) {
  if (!format || format.type === "text") return undefined;
  if (format.type === "json_object") return llama.getGrammarFor("json");
  const schema = format.json_schema?.schema;
  if (format.type !== "json_schema" || typeof schema !== "object")
    throw new Refused(400, "expected `text`, `json_object` or `json_schema` with a schema", "response_format");
  try {
    return await llama.createGrammarForJsonSchema(withOneOf(schema));
  } catch (error) {
    throw new Refused(400, `the schema makes no grammar: ${error.message}`, "response_format");
  }
}

async function prepare(engine, request) {
  if ((request?.n ?? 1) !== 1) throw new Refused(400, "only one choice is supported", "n");
  if (request?.tools?.length) throw new Refused(400, "tools are not supported", "tools");
  const state = engine.chat.generateContextState({ chatHistory: history(request?.messages) });
  const tokens = state.contextText.tokenize(engine.model.tokenizer);
  const room = engine.sequence.contextSize - 2 - tokens.length; // a possible start token, and one for the answer
  if (room < 1)
    throw new Refused(400, `This model's maximum context length is ${engine.sequence.contextSize} tokens. However, ` +
      `your messages resulted in ${tokens.length} tokens.`, "messages", "context_length_exceeded");
  const most = number(request, "max_completion_tokens", 1, Infinity) ?? number(request, "max_tokens", 1, Infinity);
  return {
    tokens,
    options: {
      maxTokens: Math.floor(Math.min(most ?? room, room)),
      temperature: number(request, "temperature", 0, 2) ?? 0.7,
      topP: number(request, "top_p", 0, 1),
      seed: number(request, "seed", -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      customStopTriggers: [...state.stopGenerationTriggers, ...[request.stop ?? []].flat().map(String)],
      grammar: await grammar(engine.llama, request.response_format),
    },
  };
}

// ---- from a prompt to an answer

async function generate({ sequence, completion }, { tokens, options }, signal, onText) {
  const { usedOutputTokens: before } = sequence.tokenMeter.getState();
  await sequence.adaptStateToTokens(tokens.slice(0, -1), false);
  const cached = sequence.nextTokenIndex;
  for (let at = cached; at < tokens.length - 1; at += PIECE_TOKENS) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, Math.min(at + PIECE_TOKENS, tokens.length - 1)));
  }
  const limits = { signal, onTextChunk: onText, disableContextShift: true, contextShiftSize: 1 };
  const { response, metadata } = await completion.generateCompletionWithMeta(tokens, { ...options, ...limits });
  const written = sequence.tokenMeter.getState().usedOutputTokens - before;
  return {
    content: response,
    reason: metadata.stopReason === "maxTokens" ? "length" : "stop",
    usage: {
      prompt_tokens: tokens.length, completion_tokens: written, total_tokens: tokens.length + written,
      prompt_tokens_details: { cached_tokens: cached },
    },
  };
}

async function answer(engine, request, response, signal) {
  const prompt = await prepare(engine, request);
  const head = { id: `chatcmpl-${crypto.randomUUID()}`, created: Math.floor(Date.now() / 1000), model: engine.name };
  if (!request.stream) {
    const { content, reason, usage } = await generate(engine, prompt, signal);
    const choice = { index: 0, message: { role: "assistant", content }, logprobs: null, finish_reason: reason };
    return send(response, 200, { ...head, object: "chat.completion", choices: [choice], usage });
  }
  const event = (choices, rest) =>
    response.write(`data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", choices, ...rest })}\n\n`);
  const delta = (delta, reason = null) => event([{ index: 0, delta, logprobs: null, finish_reason: reason }]);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  delta({ role: "assistant", content: "" });
  const { reason, usage } = await generate(engine, prompt, signal, (content) => delta({ content }));
  delta({}, reason);
  if (request.stream_options?.include_usage) event([], { usage });
  response.end("data: [DONE]\n\n");
}

// ---- the service

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function read(request) {
  const pieces = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += piece.length;
    if (bytes <= BODY_BYTES) pieces.push(piece); // the rest is read and dropped, so that the client gets the answer
  }
  if (bytes > BODY_BYTES) throw new Refused(413, `the body is larger than ${BODY_BYTES} bytes`);
  try {
    return JSON.parse(Buffer.concat(pieces).toString("utf8"));
  } catch (error) {
    throw new Refused(400, `the body is not JSON: ${error.message}`);
  }
}

async function handle(engine, request, response) {
  const route = `${request.method} ${new URL(request.url, "http://localhost").pathname}`;
  if (route === "GET /health") return send(response, 200, { status: "ok" });
  if (route === "GET /v1/models")
    return send(response, 200, { object: "list", data: [{ id: engine.name, object: "model", owned_by: "local" }] });
  if (route !== "POST /v1/chat/completions") throw new Refused(404, `unknown address: ${route}`);
  const left = new AbortController();
  response.on("close", () => left.abort(new Error("the client has left")));
  const body = await read(request);
  const turn = engine.queue.then(() => left.signal.aborted || answer(engine, body, response, left.signal));
  engine.queue = turn.catch(() => {});
  await turn;
}

function fail(response, error) {
  const body = error.body ?? { error: { message: error.message, type: "server_error", param: null, code: null } };
  if (response.headersSent) response.end(`data: ${JSON.stringify(body)}\n\n`);
  else send(response, error.status ?? 500, body);
}

const string = { type: "string" };
const { values: flags } = parseArgs({ options: { model: string, name: string, port: string, threads: string } });
const threads = Number(flags.threads ?? availableParallelism());
const gpu = `${process.platform}-${process.arch}` === "darwin-arm64" && "metal"; // nothing else is built for it
const llama = await getLlama({ gpu, build: "never", maxThreads: threads, logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: flags.model });
const contextSize = Math.min(CONTEXT_TOKENS, model.trainContextSize ?? CONTEXT_TOKENS);
const context = await model.createContext({ contextSize, threads });
const sequence = context.getSequence();
const engine = {
  llama, model, sequence,
  name: flags.name ?? basename(flags.model, ".gguf"),
  chat: resolveChatWrapper(model),
  completion: new LlamaCompletion({ contextSequence: sequence }),
  queue: Promise.resolve(),
};
const server = http.createServer((asked, reply) => handle(engine, asked, reply).catch((error) => fail(reply, error)));
server.on("error", (error) => { console.error(`cannot serve: ${error.message}`); process.exit(1); });
server.listen(Number(flags.port ?? 18080), "127.0.0.1", () =>
  console.log(`${engine.name} at http://127.0.0.1:${server.address().port}/v1, ` +
    `context of ${sequence.contextSize} tokens, ${threads} threads`));
