"""One file of a whole folder, encrypted (age, https://age-encryption.org) to a public key; and the way back."""

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from portal.services.event_log_checks import put

_Made = TypeVar("_Made")


class BadFile(Exception):
    """A file that cannot be made or used: why, and what to do."""


def new_key() -> tuple[str, str]:
    """A pair of keys of age: the public half, and the secret one."""
    import pyrage  # noqa: PLC0415  # only commands that make and open such files have a use for it

    secret = pyrage.x25519.Identity.generate()
    return str(secret.to_public()), str(secret)


def write(target: Path, recipient: str, gather: Callable[[Path], _Made], check: Callable[[Path], object]) -> _Made:
    """Write what ``gather`` puts into a folder to ``target``, which is complete as soon as it has that name.

    Its digest stands beside it. ``check`` looks at what was written before it is encrypted. Raises :class:`BadFile`.
    """
    import pyrage  # noqa: PLC0415  # see above

    try:
        public = pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BadFile("That is no public key of age: it begins with age1.") from None
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as place:
        folder, plain, sealed = Path(place, "in"), Path(place, "plain"), Path(place, "sealed")
        made = gather(folder)
        with tarfile.open(plain, "w") as tar:
            tar.add(folder, arcname="")
        check(_unpacked(plain, Path(place, "again")))
        pyrage.encrypt_file(str(plain), str(sealed), [public])
        with sealed.open("rb+") as file:
            os.fsync(file.fileno())
        sealed.rename(target)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    put(target.parent, f"{target.name}.sha256", f"{digest}  {target.name}\n")
    return made


@contextmanager
def opened(source: Path, identity: str) -> Iterator[Path]:
    """What is in such a file, as files in a folder that is deleted afterwards. Raises :class:`BadFile`."""
    import pyrage  # noqa: PLC0415  # see above

    with tempfile.TemporaryDirectory(prefix=".restore-", dir=source.parent) as place:
        plain = Path(place, "plain")
        try:
            mine = pyrage.x25519.Identity.from_str(identity)
            pyrage.decrypt_file(str(source), str(plain), [mine])
        except pyrage.IdentityError:
            raise BadFile("That is no secret key of age: it begins with AGE-SECRET-KEY-1.") from None
        except (pyrage.DecryptError, OSError):
            raise BadFile("It does not open: another key, or it was changed or cut off.") from None
        yield _unpacked(plain, Path(place, "in"))


def _unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder
