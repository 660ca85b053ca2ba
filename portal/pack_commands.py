"""The commands of `portal` for who writes a policy down. They need no settings, and no database that is there."""

import json
import logging
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO

import click
from werkzeug.serving import WSGIRequestHandler, run_simple

from portal.domain.policy.calendar import LONDON, local
from portal.policy_loader import PUBLISHED, Packs, json_schema
from portal.policy_loader.publication import publish
from portal.preview import previewing
from portal.services import clause_report, policy_changes, policy_explanation, policy_report
from portal.services import new_council as new_councils
from portal.services.sample_challenges import Sample
from portal.settings import ROOT


def _policies() -> Path:
    return Path(os.environ.get("PORTAL_POLICIES", "").strip() or ROOT / "policies")


def find(policy: str, on: date) -> tuple[Packs, str]:
    """The pack that somebody means by the name of a council, by a file or by a council's folder.

    Raises :class:`click.ClickException` where there is none.
    """
    path = Path(policy).resolve()
    packs = Packs(_policies())
    if policy.endswith((".yaml", ".yml")):
        if not path.is_file():
            raise click.ClickException(f"There is no file {policy}.")
        return Packs(path.parent.parent), f"{path.parent.name}@{path.stem}"
    council = policy
    if os.sep in policy and path.is_dir():
        packs, council = Packs(path.parent), path.name
    if why := packs.why_not_in_force(council, on):
        known = ", ".join(packs.councils()) or "nobody"
        raise click.ClickException(f"{why}. There are policies of: {known}. A file can be named too.")
    return packs, packs.begun(council, on)[-1]


def today() -> date:
    return local(datetime.now(UTC)).date()


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=ROOT / "policies")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check_packs(path: Path, *, as_json: bool) -> None:
    """Check every policy of a folder, or one file: faults, what is assumed, what has expired."""
    path, now = path.resolve(), datetime.now(UTC)
    if path.is_dir():
        checked = policy_report.check(Packs(path), now)
    else:
        checked = policy_report.check_one(Packs(path.parent.parent), f"{path.parent.name}@{path.stem}", now)
    click.echo(json.dumps(checked, indent=2) if as_json else policy_report.check_text(checked))
    if not checked["sound"]:
        sys.exit(1)


@click.command()
@click.argument("policy")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--received", type=click.DateTime(["%Y-%m-%dT%H:%M"]), help="Local time, like 2026-12-23T17:30.")
def explain(policy: str, received: datetime | None, *, as_json: bool) -> None:
    """Print all that a policy says, with worked dates. POLICY: a council's name, or a file."""
    at = received.replace(tzinfo=LONDON) if received else None
    packs, pack_id = find(policy, local(at).date() if at else today())
    told = policy_explanation.explain(packs, pack_id, at)
    click.echo(json.dumps(told, indent=2) if as_json else policy_explanation.explain_text(told))


@click.command()
@click.argument("policy")
@click.option("--port", type=int, default=8010, show_default=True, help="Where to show it on this machine.")
def preview(policy: str, port: int) -> None:
    """Show the public pages of a policy on this machine, with a challenge for each ladder. POLICY: as for explain."""
    packs, pack_id = find(policy, today())
    with previewing(packs, pack_id, port) as shown:
        address = f"http://127.0.0.1:{port}"
        click.echo(f"{pack_id} at {address}, as on {policy_explanation.long_day(local(shown.now).date())}")
        click.echo(f"A challenge for each ladder, to be opened at {address}/return:")
        for sample in shown.samples:
            click.echo(f"  {sample.ladder}: {_opened_with(sample)}")
        click.echo("Nothing is kept. Ctrl-C stops it.")
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        run_simple("127.0.0.1", port, shown.app, threaded=True, request_handler=_Quiet)


def _opened_with(sample: Sample) -> str:
    if not sample.reference:
        return "nobody comes to it by the form alone"
    return f"reference {sample.reference}, code {sample.code} (as {sample.audience.replace('_', ' ')})"


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request: addresses would be all there is to read."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@click.command()
@click.argument("name")
@click.option("--answers", type=click.File(), help="Take the answers from this file, one a line, and ask nothing.")
def new_council(name: str, answers: TextIO | None) -> None:
    """Ask about a policy and write its first file. NAME: as in an address, like north-tyneside."""
    if not new_councils.COUNCIL.fullmatch(name):
        raise click.ClickException("A council's name here has small letters, figures and hyphens: north-tyneside.")
    lines = None if answers is None else iter(answers.read().splitlines())
    kept = _KeptAnswers(Path(f"{name}.answers"), lines)
    said = {question.key: kept.answer(question, question.words) for question in new_councils.QUESTIONS}
    stages = [_of_stage(number, kept) for number in range(1, int(said["stages"]) + 1)]
    packs = Packs(_policies().resolve())
    base = packs.newest_base()
    file = packs.directory / name / f"{said['begins']}.yaml"
    if file.exists():
        raise click.ClickException(f"There is a file {file} already.")
    file.parent.mkdir(exist_ok=True)
    written = new_councils.policy_text(new_councils.NewCouncil(name, base, said, stages, today()))
    file.write_text(written, encoding="utf-8")
    kept.done()
    click.echo(f"Written: {file}")
    click.echo("\n".join(packs.faults(f"{name}@{said['begins']}")) or _NEXT.format(file=file))


_NEXT = """It is sound. Now open it in an editor, beside the policy, and go on with policies/README.md. Look at it with:
  portal explain {file}
  portal preview {file}"""


class _KeptAnswers:
    """What was answered so far: who stops in the middle goes on there, with the same command."""

    def __init__(self, file: Path, lines: Iterator[str] | None) -> None:
        """``lines``: the answers from a file that somebody named, which has to hold all of them."""
        self.file, self.lines, self.said = file, lines, list[str]()
        before = file.read_text(encoding="utf-8").splitlines() if lines is None and file.exists() else []
        self.before = iter(before)
        if before:
            click.echo(f"Going on after {len(before)} answers, which are in {file}. Delete it to begin anew.")

    def answer(self, question: new_councils.CouncilQuestion, words: str) -> str:
        known = next(self.before, None)
        if known is not None and not new_councils.wrong_with(question, known):
            self.said.append(known)
            return known
        try:
            found = _answer(question, words, self.lines)
        except click.Abort:
            self.file.write_text("".join(f"{each}\n" for each in self.said), encoding="utf-8")
            click.echo(f"\nYour answers are kept in {self.file}: the same command goes on after them.")
            raise
        self.said.append(found)
        return found

    def done(self) -> None:
        if self.lines is None:
            self.file.unlink(missing_ok=True)


def _of_stage(number: int, kept: _KeptAnswers) -> dict[str, str]:
    asked = [each._replace(default=each.default.format(number=number)) for each in new_councils.OF_A_STAGE]
    return {each.key: kept.answer(each, each.words.format(number=number)) for each in asked}


def _typed(words: str, default: str) -> str:
    typed: str = click.prompt(words, default=default, show_default=bool(default))
    return typed


def _answer(question: new_councils.CouncilQuestion, words: str, lines: Iterator[str] | None) -> str:
    """What somebody answers, asked until it will do; or the next line of a file, which has to."""
    while True:
        typed = _typed(words, question.default) if lines is None else next(lines, "")
        answer = " ".join(typed.split()) or question.default
        wrong = new_councils.wrong_with(question, answer)
        if not wrong:
            return answer
        if lines is not None:
            raise click.ClickException(f"{words}: “{answer}”. {wrong}")
        click.echo(f"  {wrong}")


@click.command()
@click.argument("old")
@click.argument("new")
def diff(old: str, new: str) -> None:
    """Print what changes from one policy to another, in sentences. OLD, NEW: as for explain."""
    before, after = (packs.get(pack_id) for packs, pack_id in (find(each, today()) for each in (old, new)))
    click.echo(policy_changes.changes_text(before, after))


@click.command()
@click.argument("policy")
def publish_pack(policy: str) -> None:
    """Publish a policy: its rules never change from now on. POLICY: as for explain."""
    packs, pack_id = find(policy, today())
    if added := publish(packs, pack_id):
        click.echo(f"Added to {packs.directory / PUBLISHED}: {', '.join(added)}")
        for warning in policy_report.warnings(packs, pack_id, datetime.now(UTC)):
            click.echo(f"  {warning}")
    else:
        click.echo(f"{pack_id} was published already, and has not changed.")


@click.command()
def pack_schema() -> None:
    """Print the JSON Schema of a policy file, for editors; policies/pack.schema.json holds it."""
    click.echo(json.dumps(json_schema.pack_schema(), indent=2, ensure_ascii=False))


@click.command()
@click.argument("policy")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def trace(policy: str, *, as_json: bool) -> None:
    """Print what became of each clause: rule, where it is seen, test. POLICY: a council's name, or a file."""
    packs, pack_id = find(policy, today())
    told = clause_report.trace(packs, pack_id)
    click.echo(json.dumps(told, indent=2) if as_json else clause_report.trace_text(told))


COMMANDS = (check_packs, diff, explain, new_council, pack_schema, preview, publish_pack, trace)
