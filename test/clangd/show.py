"""show.py CLANGD FILE...: prints line and check of each diagnostic, all files at once."""

import sys

from lsp import Server

with Server([sys.argv[1], "--background-index=false", "-j=4"]) as server:
    for name in sys.argv[2:]:
        server.open(name)
    for name in sys.argv[2:]:
        for d in server.diagnostics(name):
            print(f"{d['range']['start']['line'] + 1}: {d.get('code')}")
    print("end")
