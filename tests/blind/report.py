"""The figures of the blind sets: `python -m blind.report` prints them.

`--write` writes them into docs/evidence/reading.md, `--faults` lists what went wrong: for when the rules are finished.
"""

import sys
from pathlib import Path

from blind.consent_score import LANGUAGES, consent
from blind.conversation_score import conversations
from blind.message_score import messages
from blind.shops import BLIND

PAGE = Path(__file__).parents[2] / "docs" / "evidence" / "reading.md"
EARLIER = BLIND / "earlier.md"
LATER = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SETS = {"first": BLIND} | {name: BLIND / name for name in LATER}
HEAD = """# Reading without a model, on messages it was not made for

Written by `make blind` from [tests/blind](../../tests/blind/README.md), which somebody wrote who had not seen the rules.

"""
CAME = ("sold", "link_only", "quote", "person", "not_buying", "lost")


def consent_table(scores):
    rows = ["| language | no consent | taken for a yes | consent | taken at once |", "|---|---|---|---|---|"]
    for language, one in scores.items():
        share = f"{one.consent - len(one.missed)} ({one.share:.0%})"
        rows.append(f"| {language} | {one.no_consent} | {len(one.false)} | {one.consent} | {share} |")
    return rows


def message_table(scores):
    rows = [
        "| language | messages | wholly right | points | recall | precision | misread |",
        "|---|---|---|---|---|---|---|",
    ]
    for language, one in scores.items():
        rows.append(
            f"| {language} | {one.messages} | {one.all_right} ({one.all_right / one.messages:.0%}) | {one.points} "
            f"| {one.recall:.0%} | {one.precision:.0%} | {one.misread} |"
        )
    return rows


def conversation_table(talks):
    head = ["conversations", "right", *CAME, "sold wrong", "though nothing was wanted"]
    told = [talks.conversations, talks.right, *(talks.came[one] for one in CAME), len(talks.wrong), len(talks.unwanted)]
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", f"| {' | '.join(map(str, told))} |"]


def report(where=BLIND):
    """Return the figures of a set as Markdown, and what went wrong, a line each; the later sets do not have every kind."""
    agreed = {language: consent(language, where) for language in LANGUAGES}
    faults = [f"{way}: {one}" for said in agreed.values() for way in ("false", "missed") for one in getattr(said, way)]
    tables = [consent_table(agreed)]
    if (where / "messages.yaml").exists():
        read = messages(where)
        tables.append(message_table(read))
        faults += [fault for one in read.values() for fault in one.faults]
    if (where / "conversations.yaml").exists():
        talks = conversations(where=where)
        tables.append(conversation_table(talks))
        faults += talks.faults
    return "\n\n".join("\n".join(table) for table in tables), faults


def main():
    reports = {name: report(where) for name, where in SETS.items()}
    figures = "\n\n".join(f"## The {name} set\n\n{tables}" for name, (tables, _) in reports.items())
    print(figures)
    if "--faults" in sys.argv:
        print("\n".join(["", *(f"{name}: {fault}" for name, (_, faults) in reports.items() for fault in faults)]))
    if "--write" in sys.argv:
        PAGE.write_text(f"{HEAD}{figures}\n\n{EARLIER.read_text()}")


if __name__ == "__main__":
    main()
