"""Holds JSON lines against a JSON schema.

usage: check_schema.py SCHEMA FILE-OF-LINES
Prints one line for each line with a fault: its number and the fault. Exits with 3 when jsonschema is not installed.
"""
import datetime
import json
import re
import sys

try:
    from jsonschema import Draft7Validator, FormatChecker
except ImportError:
    sys.exit(3)

formats = FormatChecker(formats=())


# jsonschema checks these two only where further packages are installed, and without them this schema checks little.
@formats.checks("uri")
def is_uri(text):
    return not isinstance(text, str) or re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", text) is not None


@formats.checks("date-time", raises=ValueError)
def is_time(text):
    if isinstance(text, str):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", text):
            return False
        datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    return True


with open(sys.argv[1], encoding="utf-8") as file:
    validator = Draft7Validator(json.load(file), format_checker=formats)
with open(sys.argv[2], encoding="utf-8") as file:
    for number, line in enumerate(file):
        for error in validator.iter_errors(json.loads(line)):
            path = "/".join(map(str, error.absolute_path))
            print(f"{number} {path}: {error.message[:300]}")
            break
