"""Does with the openai package what it is told, a line an action, and answers each with a line of JSON.

usage: client.py BASE_URL MODEL
"""

import json
import sys

import openai

MESSAGES = [{"role": "user", "content": "Count: 1, 2, 3, 4, 5, 6, 7, 8,"}]
PROMPT = "Water is"
CITY = {"type": "string", "enum": ["Paris", "Rome"]}
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "strict": True,
            "parameters": {
                "type": "object",
                "properties": {"city": CITY},
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    }
]
CALL = {"tools": TOOLS, "tool_choice": "required", "parallel_tool_calls": False, "temperature": 0, "max_tokens": 300}
LETTERS = {"grammar": "root ::= [a-z] root"}
SCHEMA = {
    "type": "object",
    "properties": {"city": CITY},
    "required": ["city"],
    "additionalProperties": False,
}


def models(client, model):
    return {"ids": [each.id for each in client.models.list()]}


def chat(client, model):
    answer = client.chat.completions.create(model=model, messages=MESSAGES, max_tokens=8)
    choice = answer.choices[0]
    return {
        "object": answer.object,
        "role": choice.message.role,
        "text": choice.message.content,
        "finish_reason": choice.finish_reason,
        "completion_tokens": answer.usage.completion_tokens,
        "prompt_tokens": answer.usage.prompt_tokens,
    }


def chat_stream(client, model):
    chunks = list(
        client.chat.completions.create(
            model=model, messages=MESSAGES, max_tokens=8, stream=True, stream_options={"include_usage": True}
        )
    )
    texts = [choice.delta.content for chunk in chunks for choice in chunk.choices if choice.delta.content]
    reasons = [choice.finish_reason for chunk in chunks for choice in chunk.choices if choice.finish_reason]
    return {
        "object": chunks[0].object,
        "role": chunks[0].choices[0].delta.role,
        "pieces": len(texts),
        "text": "".join(texts),
        "finish_reason": reasons[-1],
        "completion_tokens": chunks[-1].usage.completion_tokens,
    }


def completion(client, model):
    answer = client.completions.create(model=model, prompt=PROMPT, max_tokens=8)
    return {
        "object": answer.object,
        "text": answer.choices[0].text,
        "finish_reason": answer.choices[0].finish_reason,
        "completion_tokens": answer.usage.completion_tokens,
    }


def completion_stream(client, model):
    chunks = list(client.completions.create(model=model, prompt=PROMPT, max_tokens=8, stream=True))
    texts = [choice.text for chunk in chunks for choice in chunk.choices if choice.text]
    return {"object": chunks[0].object, "pieces": len(texts), "text": "".join(texts)}


def called(answer):
    choice = answer.choices[0]
    call = choice.message.tool_calls[0]
    return {
        "tool": call.function.name,
        "city": json.loads(call.function.arguments)["city"],
        "id": call.id,
        "finish_reason": choice.finish_reason,
    }


def tool_call(client, model):
    return called(client.chat.completions.create(model=model, messages=MESSAGES, **CALL))


def tool_call_stream(client, model):
    with client.chat.completions.stream(model=model, messages=MESSAGES, **CALL) as stream:
        pieces = sum(event.type == "tool_calls.function.arguments.delta" for event in stream)
        return {"pieces": pieces, **called(stream.get_final_completion())}


def schema(client, model):
    answer = client.chat.completions.create(
        model=model,
        messages=MESSAGES,
        max_tokens=300,
        response_format={"type": "json_schema", "json_schema": {"name": "stay", "strict": True, "schema": SCHEMA}},
    )
    return {"city": json.loads(answer.choices[0].message.content)["city"]}


def probabilities(client, model):
    answer = client.chat.completions.create(
        model=model, messages=MESSAGES, max_tokens=4, logprobs=True, top_logprobs=2, extra_body=LETTERS
    )
    tokens = answer.choices[0].logprobs.content
    return {"tokens": len(tokens), "candidates": len(tokens[0].top_logprobs)}


def choices(client, model):
    answer = client.chat.completions.create(
        model=model, messages=MESSAGES, max_tokens=8, n=2, extra_body=LETTERS
    )
    return {
        "indexes": ", ".join(str(choice.index) for choice in answer.choices),
        "completion_tokens": answer.usage.completion_tokens,
    }


def failure(call):
    try:
        call()
    except openai.APIStatusError as error:
        return {"type": type(error).__name__, "status": error.status_code, "code": error.code}
    return {"type": "none"}


def unknown_model(client, model):
    return failure(lambda: client.chat.completions.create(model="no-such-name", messages=MESSAGES))


def wrong_member(client, model):
    return failure(lambda: client.chat.completions.create(model=model, messages=MESSAGES, max_tokens=-5))


def leave(client, model):
    raw = client.chat.completions.with_raw_response.create(
        model=model, messages=MESSAGES, max_tokens=1500, stream=True
    )
    stream = raw.parse()
    for _ in range(3):
        next(stream)
    stream.close()
    return {"task_id": raw.headers["x-task-id"]}


ACTIONS = {
    "models": models,
    "chat": chat,
    "chat-stream": chat_stream,
    "completion": completion,
    "completion-stream": completion_stream,
    "tool-call": tool_call,
    "tool-call-stream": tool_call_stream,
    "schema": schema,
    "probabilities": probabilities,
    "choices": choices,
    "unknown-model": unknown_model,
    "wrong-member": wrong_member,
    "leave": leave,
}


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="any-key-will-do", max_retries=0, timeout=60)
    for line in sys.stdin:
        print(json.dumps(ACTIONS[line.strip()](client, sys.argv[2])), flush=True)


main()
