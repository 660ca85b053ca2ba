"""The texts of notices, ours and those that GOV.UK Notify holds: they have to be the same."""

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.domain.notices.catalogue import Notice
from portal.notify import (
    SHARED,
    DailyLimit,
    Notify,
    NotifyRefused,
    Text,
    TryLater,
    read_sentences,
    read_texts,
    template_name,
)

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


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter as it is posted."""

    to: tuple[str, ...] = field(repr=False)  # line by line
    language: str
    subject: str
    body: str = field(repr=False)


def printed(notify: Notify, notice: Notice) -> Printed | None:
    """The letter as GOV.UK Notify will print it; ``None`` where we have no text in its language."""
    text = notify.our_texts.get(template_name(notice))
    if text is None:
        return None
    words = notify.words_of(notice)
    subject, body = (re.sub(r"\n{3,}", "\n\n", _filled(each, words)) for each in (text.subject, text.body))
    return Printed(tuple(notice.to["lines"]), notice.language, subject, body.strip())


def _filled(text: str, words: Mapping[str, str]) -> str:
    """The text with the words in their places; what stands under a condition only where that is "yes"."""

    def word(found: re.Match[str]) -> str:
        return (found[2] if words[found[1]] == "yes" else "") if found[2] is not None else words[found[1]]

    return re.sub(r"\(\(([^()?]+)(?:\?\?(.*?))?\)\)", word, text)


def warn(notify: Notify, folder: Path, languages: Collection[str]) -> None:
    """Say in the log what differs, for whoever starts the portal."""
    try:
        for difference in differences(notify, folder, languages):
            log.warning("A text at GOV.UK Notify differs from ours. %s", difference)
    except (TryLater, DailyLimit, NotifyRefused) as reason:
        log.warning("The texts at GOV.UK Notify could not be checked: %s", reason)
