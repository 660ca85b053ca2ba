"""What became of each clause of a policy, for people: ``portal trace``."""

from typing import Any

from portal.policy_loader import Packs
from portal.policy_loader.clause_trace import Clause, trace_of


def trace(packs: Packs, pack_id: str) -> dict[str, Any]:
    """Each clause as plain JSON: the rules that carry it, where it is seen and which tests fail without it.

    Raises:
        KeyError: there is no such pack.
        BrokenPack: it or its trace cannot be used, or the trace says what is not so.

    """
    pack = packs.get(pack_id)
    clauses = [_clause(number, clause) for number, clause in enumerate(trace_of(packs, pack_id).clauses, 1)]
    carried = sum(not clause["missing"] for clause in clauses)
    return {"pack": pack_id, "title": pack.document.title, "carried": carried, "clauses": clauses}


def _clause(number: int, clause: Clause) -> dict[str, Any]:
    return {
        "number": number,
        "says": clause.says,
        "cite": clause.cite,
        "rules": list(clause.rules),
        "seen": [{"at": each.at, "says": each.says} for each in clause.seen],
        "tests": list(clause.tests),
        "missing": clause.missing,
    }


def trace_text(told: dict[str, Any]) -> str:
    """:func:`trace` for reading in a terminal."""
    lines = [told["title"], f"{told['pack']}: {told['carried']} of {len(told['clauses'])} clauses carried and seen"]
    for clause in told["clauses"]:
        lines += ["", f"{clause['number']:>3}  {clause['says']} [{clause['cite']}]"]
        lines += [f"     rule  {rule}" for rule in clause["rules"]]
        lines += [f"     seen  {each['at']}: “{each['says']}”" for each in clause["seen"]]
        lines += [f"     test  {test}" for test in clause["tests"]]
        if clause["missing"]:
            lines.append(f"     not carried: {clause['missing']}")
    return "\n".join(lines)
