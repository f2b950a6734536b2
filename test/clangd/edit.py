"""edit.py CLANGD FILE: edits a leaking file and prints what the editor would show."""

import pathlib
import sys

from lsp import Server

clangd, name = sys.argv[1:]
leaking = pathlib.Path(name).read_text()
here = pathlib.Path(name).resolve().as_uri()

with Server([clangd, "--background-index=false"]) as server:

    def findings():
        return [
            d
            for d in server.diagnostics(name)
            if str(d.get("code", "")).startswith("torchleak-")
        ]

    def describe(found):
        if not found:
            return "no finding"
        return ", ".join(
            f"{d['code']} at line {d['range']['start']['line'] + 1}" for d in found
        )

    server.open(name)
    found = findings()
    print(f"opened: {describe(found)}, source {found[0]['source']}")
    print("message:", found[0]["message"])
    notes = found[0].get("relatedInformation", [])
    print("notes in this file:", sum(n["location"]["uri"] == here for n in notes))
    for action in found[0]["codeActions"]:
        for edit in action["edit"]["changes"][here]:
            line = edit["range"]["start"]["line"] + 1
            print(f"fix: {edit['newText']} at line {line}")

    server.change(name, leaking.replace("push_back(loss)", "push_back(loss.det"))
    print("half-typed:", describe(findings()))
    server.change(name, leaking.replace("push_back(loss)", "push_back(loss.detach())"))
    print("fixed:", describe(findings()))
    server.change(name, leaking)
    print("leaking again:", describe(findings()))
