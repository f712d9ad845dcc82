"""A run as JUnit XML, which CI servers show: a test case for each conversation."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from limio_sales_agent.evaluation.record import Result
from limio_sales_agent.evaluation.summary import Summary, failed

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(summary: Summary) -> str:
    """Return the run as JUnit XML."""
    suite = Element(
        "testsuite",
        name=f"limio-agent eval {summary.setup.agent} {summary.setup.model or 'none'}",
        tests=str(len(summary.results)),
        failures=str(len(failed(summary.results))),
        time=f"{sum(one.seconds for one in summary.results):.3f}",
    )
    for result in summary.results:
        _add(suite, result)
    whole = Element("testsuites")
    whole.append(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(whole, encoding="unicode") + "\n"


def _add(suite: Element, result: Result) -> None:
    name = _clean(f"{result.scenario} [{result.repeat + 1}]")
    case = SubElement(suite, "testcase", classname="limio-eval", name=name, time=f"{result.seconds:.3f}")
    if result.failures:
        said = "\n".join(f"{one.line or 'not reached'}: {one.what}" for one in result.failures)
        failure = SubElement(case, "failure", message=_clean(result.failures[0].what), type=result.failures[0].line)
        failure.text = _clean(f"{said}\n\n{transcript(result)}")


def transcript(result: Result) -> str:
    """Return a conversation as text, a line for each message and each call of a tool."""
    lines = []
    for message in result.messages:
        calls = [one["function"] for one in message.get("tool_calls") or ()]
        lines += [f"  calls {one['name']}({one['arguments']})" for one in calls]
        if message.get("content"):
            lines.append(f"{message['role']}: {message['content']}")
    return "\n".join(lines)


def _clean(text: str) -> str:
    return NOT_XML.sub("?", text)
