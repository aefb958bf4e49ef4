"""Ask the advisory service about every locked package, and say so when it could not be asked.

pip-audit ends well when the service knows none of the packages, as behind a mirror without advisories:
its answer is read here, so that silence is never taken for health.
Ends with 1 when a known weakness is found, otherwise with 0.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

SILENT = "not audited: no advisory service reachable"


def main() -> int:
    """Audit the lock file named on the command line."""
    lock = sys.argv[1]
    answer = dependencies(lock)
    asked = [package for package in answer if "skip_reason" not in package]
    if not asked:
        print(SILENT)
        return 0
    found = list(weaknesses(asked))
    for line in found:
        print(line)
    print(f"audited: {len(asked)} of {len(answer)} packages, {len(found)} known weaknesses")
    for package in answer:
        if "skip_reason" in package:
            print(f"  not known to the service: {package['name']}")
    return 1 if found else 0


def dependencies(lock: str) -> list[dict]:
    """What pip-audit says of each package of the lock; nothing when it could not ask."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "-r", lock]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(said.stdout)["dependencies"]
    except (ValueError, KeyError):
        print(said.stderr.strip().splitlines()[-1:] or "pip-audit said nothing", file=sys.stderr)
        return []


def weaknesses(asked: list[dict]) -> Iterator[str]:
    """One line for each known weakness, with the version that mends it."""
    for package in asked:
        for weakness in package["vulns"]:
            mended = ", ".join(weakness["fix_versions"]) or "no version yet"
            yield f"{package['name']} {package['version']}: {weakness['id']}, mended in {mended}"


if __name__ == "__main__":
    sys.exit(main())
