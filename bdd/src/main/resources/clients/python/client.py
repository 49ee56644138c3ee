"""Does with the openai package what it is told, a line an action, and answers each with a line of JSON.

usage: client.py BASE_URL MODEL
"""

import json
import sys

import openai

MESSAGES = [{"role": "user", "content": "Count: 1, 2, 3, 4, 5, 6, 7, 8,"}]
PROMPT = "Water is"


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
    "unknown-model": unknown_model,
    "wrong-member": wrong_member,
    "leave": leave,
}


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="any-key-will-do", max_retries=0, timeout=60)
    for line in sys.stdin:
        print(json.dumps(ACTIONS[line.strip()](client, sys.argv[2])), flush=True)


main()
