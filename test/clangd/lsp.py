"""A small client of the Language Server Protocol over a server's stdin and stdout.

    with Server(["torchleak-clangd"]) as server:
        server.open("a.cpp")
        for diagnostic in server.diagnostics("a.cpp"): ...
"""

import json
import pathlib
import subprocess
import threading
import queue

TIMEOUT = 300  # A file with torch/torch.h takes half a minute on a busy machine.


class Server:
    def __init__(self, command, log=None):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log or subprocess.DEVNULL,
        )
        self.messages = queue.Queue()
        self.versions = {}
        self.published = {}
        self.next_id = 0
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        # clangd sends notes as related information only to a client that asks.
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": None,
                "capabilities": {
                    "textDocument": {
                        "publishDiagnostics": {
                            "relatedInformation": True,
                            "codeActionsInline": True,
                        }
                    }
                },
            },
        )
        self.notify("initialized", {})
        return self

    def __exit__(self, *exception):
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(timeout=60)
        except (OSError, EOFError, queue.Empty, subprocess.TimeoutExpired):
            self.process.kill()
        return False

    def open(self, path, text=None):
        path = pathlib.Path(path)
        uri = path.resolve().as_uri()
        self.versions[uri] = 1
        self.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": uri,
                    "languageId": "cpp",
                    "version": 1,
                    "text": path.read_text() if text is None else text,
                }
            },
        )

    def change(self, path, text):
        uri = pathlib.Path(path).resolve().as_uri()
        self.versions[uri] += 1
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self.versions[uri]},
                "contentChanges": [{"text": text}],
            },
        )

    def close(self, path):
        uri = pathlib.Path(path).resolve().as_uri()
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def diagnostics(self, path):
        """The diagnostics of the file's current version."""
        uri = pathlib.Path(path).resolve().as_uri()
        while self.published.get(uri, {}).get("version") != self.versions[uri]:
            self._next()
        return self.published[uri]["diagnostics"]

    def request(self, method, params):
        self.next_id += 1
        self._send({"id": self.next_id, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self.next_id and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def _next(self):
        message = self.messages.get(timeout=TIMEOUT)
        if message is None:
            raise EOFError("the server ended")
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published[message["params"]["uri"]] = message["params"]
        return message

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self):
        stream = self.process.stdout
        while True:
            length = None
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                self.messages.put(None)
                return
            self.messages.put(json.loads(stream.read(length)))
