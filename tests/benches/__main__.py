"""`python -m tests.benches [NAME…]`: runs the benches and prints one JSON object a line.

A bench is a module here with `run()`, which returns or yields its lines.
"""

import importlib
import json
import pkgutil
import sys

import tests.benches


def bench_names():
    names = [module.name for module in pkgutil.iter_modules(tests.benches.__path__)]
    return [name for name in sorted(names) if not name.startswith(("_", "bare_"))]


def main(names):
    known = bench_names()
    if unknown := sorted(set(names) - set(known)):
        sys.exit(f"no such bench: {', '.join(unknown)}; there are {', '.join(known)}")
    for name in names or known:
        bench = importlib.import_module(f"tests.benches.{name}")
        for line in bench.run():
            print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
