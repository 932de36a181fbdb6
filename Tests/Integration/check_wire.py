"""Holds every message of a capture against the published contracts.

usage: check_wire.py ASYNCAPI VDA5050-SCHEMAS-OR-EMPTY CAPTURE
Prints one line for each kind of fault, then what was checked. Exits with 3 when jsonschema is not installed, with 1 on faults.
"""
import collections
import json
import re
import sys

try:
    from jsonschema import Draft7Validator
except ImportError:
    sys.exit(3)


def contracts(document):
    """For each channel: a pattern of its topics, and the validators of which a message must satisfy one."""
    for channel in document["channels"].values():
        pattern = re.compile("^" + re.sub(r"\\?\{[a-zA-Z]+\\?\}", "[^/]+", channel["address"]) + "$")
        validators = []
        for name in channel["messages"]:
            if name in document["components"]["schemas"]:
                root = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
                validators.append(Draft7Validator(root))
        yield pattern, validators


def vda_validators(folder):
    kinds = ["connection", "factsheet", "instantActions", "order", "state", "visualization"]
    found = {}
    for kind in kinds:
        with open(f"{folder}/{kind}.schema", encoding="utf-8") as file:
            found[kind] = Draft7Validator(json.load(file))
    return found


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        channels = list(contracts(json.load(file)))
    vda = vda_validators(sys.argv[2]) if sys.argv[2] else {}
    counts, faults = collections.Counter(), collections.Counter()
    with open(sys.argv[3], encoding="utf-8") as file:
        for line in file:
            message = json.loads(line)
            topic, payload = message["topic"], message["payload"]
            kind = re.sub(r"^(fc/v1/[^/]+/stock)/.*", r"\1", topic)
            kind = kind if kind.endswith("stock") else "/".join(topic.split("/")[3 if topic.startswith("fc") else 4 :])
            kind = re.sub(r"^([^/]+)/[^/]+/", r"\1/", kind)
            counts[kind] += 1
            validators = next((v for p, v in channels if p.match(topic)), None)
            if validators is None:
                faults[f"{topic}: no such topic in the contract"] += 1
                continue
            last = topic.split("/")[-1]
            if topic.startswith("uagv/"):
                validators = [vda[last]] if last in vda else []
            elif len(channels) and not validators:
                faults[f"{topic}: the contract has no schema for it"] += 1
            if validators and not any(v.is_valid(payload) for v in validators):
                error = next(validators[0].iter_errors(payload))
                faults[f"{kind}: {'/'.join(map(str, error.absolute_path))}: {error.message[:160]}"] += 1
    for fault, count in faults.most_common(20):
        print(f"{count} x {fault}")
    print("checked " + ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
    sys.exit(1 if faults or not counts else 0)


main()
