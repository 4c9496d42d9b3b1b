"""Whether reports fit their schema.

Usage: fits_schema.py SCHEMA REPORT.json|REPORT.jsonl… Without the package python3-jsonschema: 77.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

with open(sys.argv[1], encoding="utf-8") as file:
    SCHEMA = json.load(file)
jsonschema.Draft202012Validator.check_schema(SCHEMA)
LINE = {"$defs": SCHEMA["$defs"], **SCHEMA["$defs"]["line"]}
for path in sys.argv[2:]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".jsonl"):
        lines = [json.loads(line) for line in text.splitlines()]
        assert lines[-1]["type"] == "summary", path
        for line in lines:
            jsonschema.Draft202012Validator(LINE).validate(line)
    else:
        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(text))
