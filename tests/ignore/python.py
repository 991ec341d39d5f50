"""What ignore files mean to libraries of PyPI. Reads `{ tool, cases }` from standard input, and
writes for each case which of its paths are ignored."""

import json
import shutil
import sys
import tempfile
from pathlib import Path


def pathspec_ignores(case):
    import pathspec

    rules = pathspec.PathSpec.from_lines(pathspec.patterns.GitWildMatchPattern, case["rules"])
    return [rules.match_file(path) for path in case["paths"]]


def gitingest_ignores(case):
    from gitingest.utils.ignore_patterns import DEFAULT_IGNORE_PATTERNS, load_ignore_patterns
    from gitingest.utils.ingestion_utils import _should_exclude

    root = Path(tempfile.mkdtemp(prefix="keyward-ignore-")).resolve()
    try:
        for path in case["paths"]:
            write(root / path, "x\n")
        for path, text in case["files"].items():
            write(root / path, text)
        patterns = set(DEFAULT_IGNORE_PATTERNS)
        for name in (".gitignore", ".gitingestignore"):
            patterns |= load_ignore_patterns(root, name)

        def excluded(path):
            # As its walk does: a folder that is excluded is not entered.
            ways = [root / path, *(root / path).parents]
            inside = [way for way in ways if root in way.parents]
            return any(_should_exclude(way, root, patterns) for way in inside)

        return [excluded(path) for path in case["paths"]]
    finally:
        shutil.rmtree(root)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


TOOLS = {"pathspec": pathspec_ignores, "gitingest": gitingest_ignores}

asked = json.load(sys.stdin)
json.dump([TOOLS[asked["tool"]](case) for case in asked["cases"]], sys.stdout)
