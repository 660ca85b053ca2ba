"""Publishing a policy: its line, and that of its base, in the list of what never changes again."""

from portal.policy_loader import PUBLISHED, BrokenPack, Packs


def publish(packs: Packs, pack_id: str) -> list[str]:
    """Add a policy to the list of published ones, with its base; gives the names that were added.

    Raises:
        BrokenPack: it cannot be used, or was published and changed since.

    """
    if faults := packs.faults(pack_id):
        raise BrokenPack(faults)
    known = packs.published()
    added = [name for name in (*packs.bases_of(pack_id), pack_id) if name not in known]
    path = packs.directory / PUBLISHED
    held = path.read_text(encoding="utf-8") if path.exists() else ""
    begins = held if not held or held.endswith("\n") else f"{held}\n"
    lines = "".join(f"{packs.fingerprint(name)} {name}\n" for name in added)
    path.write_text(begins + lines, encoding="utf-8")
    return added
