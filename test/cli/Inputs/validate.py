"""validate.py SCHEMA FILE...: checks JSON files against a JSON schema."""

import json
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None

schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    instance = json.load(open(name))
    if jsonschema:
        jsonschema.validate(instance, schema)
    else:
        print("the Python package jsonschema is missing: only the syntax was checked")
