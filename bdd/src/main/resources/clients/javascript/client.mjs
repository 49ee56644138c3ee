// Does with the openai package what it is told, a line an action, and answers each with a line of JSON.
// usage: client.mjs BASE_URL MODEL

import { createInterface } from "node:readline";
import OpenAI from "openai";

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "any-key-will-do", maxRetries: 0, timeout: 60_000 });
const messages = [{ role: "user", content: "Count: 1, 2, 3, 4, 5, 6, 7, 8," }];
const prompt = "Water is";
const schema = {
  type: "object",
  properties: { city: { type: "string", enum: ["Paris", "Rome"] } },
  required: ["city"],
  additionalProperties: false,
};
const grammar = "root ::= [a-z] root";
const call = {
  model,
  messages,
  tools: [{ type: "function", function: { name: "weather", strict: true, parameters: schema } }],
  tool_choice: "required",
  parallel_tool_calls: false,
  temperature: 0,
  max_tokens: 300,
};

async function collected(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function called(answer) {
  const choice = answer.choices[0];
  const { id, function: asked } = choice.message.tool_calls[0];
  return { tool: asked.name, city: JSON.parse(asked.arguments).city, id, finish_reason: choice.finish_reason };
}

async function failure(call) {
  try {
    await call();
  } catch (error) {
    if (error instanceof OpenAI.APIError) return { type: error.constructor.name, status: error.status, code: error.code };
    throw error;
  }
  return { type: "none" };
}

const actions = {
  async models() {
    const ids = [];
    for await (const each of client.models.list()) ids.push(each.id);
    return { ids };
  },

  async chat() {
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 8 });
    const choice = answer.choices[0];
    return {
      object: answer.object,
      role: choice.message.role,
      text: choice.message.content,
      finish_reason: choice.finish_reason,
      completion_tokens: answer.usage.completion_tokens,
      prompt_tokens: answer.usage.prompt_tokens,
    };
  },

  async "chat-stream"() {
    const chunks = await collected(
      await client.chat.completions.create({
        model,
        messages,
        max_tokens: 8,
        stream: true,
        stream_options: { include_usage: true },
      }),
    );
    const choices = chunks.flatMap((chunk) => chunk.choices);
    const texts = choices.map((choice) => choice.delta.content).filter(Boolean);
    return {
      object: chunks[0].object,
      role: chunks[0].choices[0].delta.role,
      pieces: texts.length,
      text: texts.join(""),
      finish_reason: choices.map((choice) => choice.finish_reason).filter(Boolean).at(-1),
      completion_tokens: chunks.at(-1).usage.completion_tokens,
    };
  },

  async completion() {
    const answer = await client.completions.create({ model, prompt, max_tokens: 8 });
    return {
      object: answer.object,
      text: answer.choices[0].text,
      finish_reason: answer.choices[0].finish_reason,
      completion_tokens: answer.usage.completion_tokens,
    };
  },

  async "completion-stream"() {
    const chunks = await collected(await client.completions.create({ model, prompt, max_tokens: 8, stream: true }));
    const texts = chunks.flatMap((chunk) => chunk.choices).map((choice) => choice.text).filter(Boolean);
    return { object: chunks[0].object, pieces: texts.length, text: texts.join("") };
  },

  "tool-call": async () => called(await client.chat.completions.create(call)),

  async "tool-call-stream"() {
    let pieces = 0;
    const stream = client.chat.completions.stream(call);
    stream.on("tool_calls.function.arguments.delta", () => pieces++);
    return { ...called(await stream.finalChatCompletion()), pieces };
  },

  async schema() {
    const response_format = { type: "json_schema", json_schema: { name: "stay", strict: true, schema } };
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 300, response_format });
    return { city: JSON.parse(answer.choices[0].message.content).city };
  },

  async probabilities() {
    const asked = { logprobs: true, top_logprobs: 2, grammar };
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 4, ...asked });
    const tokens = answer.choices[0].logprobs.content;
    return { tokens: tokens.length, candidates: tokens[0].top_logprobs.length };
  },

  async choices() {
    const answer = await client.chat.completions.create({ model, messages, max_tokens: 8, n: 2, grammar });
    const indexes = answer.choices.map((choice) => choice.index).join(", ");
    return { indexes, completion_tokens: answer.usage.completion_tokens };
  },

  "unknown-model": () => failure(() => client.chat.completions.create({ model: "no-such-name", messages })),

  "wrong-member": () => failure(() => client.chat.completions.create({ model, messages, max_tokens: -5 })),

  async leave() {
    const { data: stream, response } = await client.chat.completions
      .create({ model, messages, max_tokens: 1500, stream: true })
      .withResponse();
    let chunks = 0;
    for await (const _ of stream) if (++chunks === 3) break;
    return { task_id: response.headers.get("x-task-id") };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await actions[line.trim()]()));
}
