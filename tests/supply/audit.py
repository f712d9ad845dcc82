"""Ask the advisory service about every pinned version; "clean" is said only where it is known to have answered.

pip-audit calls a package the service does not know "skipped" and exits with 0 though it skipped every one, and a proxy
may answer anything. So each audit also asks about one old version with a well-known advisory: a service that does not
tell of that one has not been reached. Exits with 0 where clean, 1 with findings, 75 where not audited.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CLEAN, FINDINGS, NOT_AUDITED = 0, 1, 75  # 75 is sysexits' "try again later"
KNOWN_BAD = ("jinja2", "2.4.1")  # CVE-2014-1402 and more; nothing here may pin it
SECONDS = 240  # for the whole audit
CONNECT_SECONDS = "15"
ROOT = Path(__file__).parents[2]


def audit(pins, options=(), program=(sys.executable, "-m", "pip_audit"), seconds=SECONDS):
    """Return the verdict as an exit code and a line or more to print.

    Args:
        pins: The file of pinned versions.
        options: More options for pip-audit.
        program: How pip-audit is started.
        seconds: How long to wait for it.
    """
    try:
        answer = asked(pins, options, program, seconds)
    except subprocess.TimeoutExpired:
        return NOT_AUDITED, f"not audited: no answer within {seconds} seconds"
    try:
        return verdict(json.loads(answer.stdout)["dependencies"])
    except (ValueError, KeyError, TypeError):
        said = answer.stderr.strip().splitlines() or [f"pip-audit exited with {answer.returncode}"]
        return NOT_AUDITED, f"not audited: {said[-1]}"


def asked(pins, options, program, seconds):
    """Run pip-audit over the pins and the version known to be bad."""
    with TemporaryDirectory() as folder:
        control = Path(folder) / "control.txt"
        control.write_text("==".join(KNOWN_BAD) + "\n")
        fixed = (
            "--no-deps",
            "--disable-pip",
            "--progress-spinner=off",
            "--format=json",
            f"--timeout={CONNECT_SECONDS}",
        )
        command = (*program, *fixed, f"--requirement={pins}", f"--requirement={control}", *options)
        return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def verdict(dependencies):
    """Return the exit code and what to print for pip-audit's list of dependencies."""
    control = [each for each in dependencies if each["name"] == KNOWN_BAD[0]]
    pinned = [each for each in dependencies if each not in control]
    found = [f"{each['name']} {each['version']}: {bad['id']}" for each in pinned for bad in each.get("vulns", ())]
    skipped = [each["name"] for each in dependencies if "skip_reason" in each]
    if found:
        return FINDINGS, "\n".join(["findings:", *found, *_skipped(skipped)])
    if skipped:
        return NOT_AUDITED, f"not audited: the service knows nothing of {len(skipped)} of {len(dependencies)} packages"
    if not any(each.get("vulns") for each in control):
        return NOT_AUDITED, f"not audited: the service does not tell of {' '.join(KNOWN_BAD)}, which is known to be bad"
    return CLEAN, f"clean: no known vulnerability in {len(pinned)} pinned versions"


def _skipped(names):
    return [f"not audited: {', '.join(names)}"] if names else []


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Ask an advisory service about every pinned version.")
    parser.add_argument("--pins", type=Path, default=ROOT / "constraints.txt")
    parser.add_argument("--service", default="osv", choices=("osv", "pypi"))
    parser.add_argument("--osv-url", help="another service that speaks OSV's API")
    given = parser.parse_args(arguments)
    options = [f"--vulnerability-service={given.service}", *([f"--osv-url={given.osv_url}"] if given.osv_url else [])]
    code, told = audit(given.pins, options)
    print(told)
    return code


if __name__ == "__main__":
    sys.exit(main())
