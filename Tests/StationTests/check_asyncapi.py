"""Holds Devices/asyncapi.json against AsyncAPI's own schema and against the samples.

usage: check_asyncapi.py DOCUMENT SCHEMA-OR-EMPTY SAMPLE...
Prints one line for each fault. Exits with 3 when jsonschema is not installed.
"""
import json
import sys

try:
    from jsonschema import Draft7Validator
except ImportError:
    sys.exit(3)

FAMILIES = {
    "StationProfile": "stow-station",
    "StowStations": "stow-station",
    "PickStations": "pick-station",
    "Tunnels": "tunnel",
    "PackStations": "pack-station",
    "ArmSorters": "arm-sorter",
    "RFIDPortals": "rfid-portal",
    "BinCameras": "bin-camera",
}
# What a pattern cannot say: numbers have 31 bits.
BEYOND_PATTERNS = "task-beyond-32-bits"


def references(node, path="#"):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield path, value
            yield from references(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from references(value, f"{path}/{index}")


def resolves(document, reference):
    node = document
    for part in reference[2:].split("/"):
        if not isinstance(node, dict) or part not in node:
            return False
        node = node[part]
    return True


def schemas_of(document, family, channel):
    """Names of the payload schemas that a family's channel may carry."""
    for entry in document["channels"].values():
        parts = entry["address"].split("/")
        if parts[0] != "fc" or parts[-1] != channel:
            continue
        if parts[3] == family or family in entry["parameters"].get("family", {}).get("enum", []):
            return list(entry["messages"])
    return []


def check_sample(document, path):
    folder, _, name = path.split("/")[-3:]
    parts = name.split(".")
    verdict, channel = parts[0], parts[2] if parts[0] in ("refused", "invalid") else parts[1]
    with open(path, encoding="utf-8") as file:
        try:
            body = json.load(file)
        except ValueError:
            return
    names = schemas_of(document, FAMILIES[folder], channel)
    if not names:
        yield f"{path}: no channel {channel}"
    matching = []
    for schema in names:
        # Beside a $ref, draft 7 sees only what references need.
        root = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
        if Draft7Validator(root).is_valid(body):
            matching.append(schema)
    if verdict == "full" and len(matching) != 1:
        yield f"{path}: matches {matching or 'nothing'} of {names}"
    is_unreadable = verdict == "unreadable" or parts[1] == "malformed"
    if is_unreadable and matching and BEYOND_PATTERNS not in name:
        yield f"{path}: is unreadable, but matches {matching}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    if sys.argv[2]:
        with open(sys.argv[2], encoding="utf-8") as file:
            for error in Draft7Validator(json.load(file)).iter_errors(document):
                print(f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    for path, reference in references(document):
        if reference.startswith("#/") and not resolves(document, reference):
            print(f"{path}: {reference} leads nowhere")
    for sample in sys.argv[3:]:
        for fault in check_sample(document, sample):
            print(fault)


main()
