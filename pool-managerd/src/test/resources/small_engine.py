"""An engine for tests: answers as llama.cpp's server does where supervision looks, with the launcher's arguments.

Files beside the model say how it behaves: "refuse" holds a sentence to fail with at the start, "silent" makes health
hang, "loading" keeps it loading.
"""

import http.server
import json
import os
import sys
import time

wanted = dict(zip(sys.argv[1::2], sys.argv[2::2]))
key = open(wanted["--api-key-file"]).read().strip() if "--api-key-file" in wanted else None
behaviour = os.path.dirname(wanted["--model"])


def told(name):
    return os.path.exists(os.path.join(behaviour, name))


class Engine(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if told("silent"):
            time.sleep(60)
        if told("loading"):
            self.answer(503, {"error": {"message": "Loading model"}})
        elif self.path != "/health" and self.keyless():
            self.answer(401, {"error": {"message": "Invalid API Key"}})
        elif self.path == "/health":
            self.answer(200, {"status": "ok"})
        else:
            slots = int(wanted["--parallel"])
            self.answer(200, {"total_slots": slots, "default_generation_settings": {"n_ctx": int(wanted["--ctx"]) // slots}})

    def keyless(self):
        return key is not None and self.headers["Authorization"] != "Bearer " + key

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.keyless():
            self.answer(401, {"error": {"message": "Invalid API Key"}})
            return
        self.answer(200, {"content": "a", "tokens_predicted": 1})

    def answer(self, status, body):
        encoded = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def log_message(self, *_):
        pass


if told("refuse"):
    sys.exit(open(os.path.join(behaviour, "refuse")).read())
print("token=hunter2hunter2", flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(wanted["--port"])), Engine).serve_forever()
