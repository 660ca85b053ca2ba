"""The texts of notices, ours and those that GOV.UK Notify holds: they have to be the same."""

import logging
from collections.abc import Collection, Iterator
from pathlib import Path

from portal.notify import SHARED, DailyLimit, Notify, NotifyRefused, Text, TryLater, read_sentences, read_texts

log = logging.getLogger(__name__)


def differences(notify: Notify, folder: Path, languages: Collection[str]) -> Iterator[str]:
    """What differs between our texts in ``folder`` and Notify's, a sentence each: in English and in these languages.

    Raises :class:`portal.notify.TryLater` where Notify cannot be asked.
    """
    wanted = {"en", *languages}
    ours = {name: text for name, text in read_texts(folder).items() if name.rpartition(".")[2] in wanted}
    held = notify.texts(ours)
    for name, text in ours.items():
        if name not in held:
            yield f"{name}: Notify does not hold it under the template id in PORTAL_NOTIFY_TEMPLATES."
        else:
            yield from (f"{name}, version {held[name].version}: {fault}" for fault in _faults(text, held[name]))


def _faults(ours: Text, held: Text) -> Iterator[str]:
    if held.name != ours.name:
        yield f"there it has the name “{held.name}”: give it this one."
    if held.channel != ours.channel:
        yield f"it is for {held.channel}, not for {ours.channel}."
    elif more := sorted(held.placeholders - ours.placeholders):
        yield f"it asks for (({')), (('.join(more)})), which we do not give: no message goes out."
    elif fewer := sorted(ours.placeholders - held.placeholders):
        yield f"it leaves out (({')), (('.join(fewer)}))."
    elif held.subject != ours.subject:
        yield "its subject is another one."
    elif held.body != ours.body:
        yield "its words are others."


def whole(folder: Path) -> Iterator[tuple[str, Text]]:
    """Every message that is sent through a text which others share, by its own name, with its sentence in place."""
    shared = [text for name, text in read_texts(folder).items() if name.startswith(f"{SHARED}.")]
    for language, sentences in read_sentences(folder).items():
        for name, sentence in sentences.items():
            for text in (each for each in shared if each.name.endswith(f".{language}")):
                yield f"{name}.{text.channel}.{language}", text.with_sentence(sentence)


def warn(notify: Notify, folder: Path, languages: Collection[str]) -> None:
    """Say in the log what differs, for whoever starts the portal."""
    try:
        for difference in differences(notify, folder, languages):
            log.warning("A text at GOV.UK Notify differs from ours. %s", difference)
    except (TryLater, DailyLimit, NotifyRefused) as reason:
        log.warning("The texts at GOV.UK Notify could not be checked: %s", reason)
