#!/usr/bin/env python3
"""Warns of papers that are due soon, or were, and are still drafts.

Reads acquis.toml in the current folder. The engine has no clock; a job has one, and gives its day as the argument.
"""

import datetime
import sys
import tomllib

SOON = datetime.timedelta(days=14)


def warnings(manifest, today):
    for paper in manifest.get("papers", []):
        due = paper.get("due")
        if due is None or paper.get("state", "draft") != "draft":
            continue
        if due < today:
            yield f"paper {paper['name']} was due on {due} and is still a draft"
        elif due - today <= SOON:
            yield f"paper {paper['name']} is due on {due} and is still a draft"


def main():
    today = datetime.date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.date.today()
    with open("acquis.toml", "rb") as file:
        manifest = tomllib.load(file)
    for warning in warnings(manifest, today):
        print(f"::warning file=acquis.toml,title=Paper due::{warning}")


main()
