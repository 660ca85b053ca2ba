"""Somebody in a real Chromium whose walk is told in English, and who reads another language."""

import re

import catalogues
from browsing import Choose, Person

OWN_NAMES = {"ar": "العربية", "pl": "polski"}


def _filled(text, terms):
    return re.sub(r"\{(\w+)\}", lambda found: str(terms.get(found[1], found[0])), text)


class Translated:
    """Whose walk is told in English, and who reads and presses what their language has for it."""

    code = ""

    def said(self, english):
        """What a text, or one whose values are filled in, is in the language; what is typed or named stays."""
        if english in self._texts:
            return self._texts[english]
        number = re.search(r"\d+$", english)
        counted = self._texts.get(f"{english[: number.start()]}{{number}}") if number else None
        return counted.replace("{number}", number[0]) if counted else english

    def learn(self, code, **terms):
        self.code = code
        self._texts = {
            _filled(message.id, terms): _filled(message.string, terms)
            for message in catalogues.read(code)
            if message.id and isinstance(message.id, str)
        }
        self.optional = self.said("%(label)s (optional)").replace("%(label)s", "")
        self.wrong = f"{self.said('Error:')} "

    def press(self, words):
        super().press(self.said(words))

    def do(self, *said):
        super().do(*(self._translated(each) for each in said))

    def _translated(self, each):
        if isinstance(each, str):
            return self.said(each)
        if isinstance(each, Choose):
            return Choose(self.said(each.group), self.said(each.choice))
        *labels, text = each
        return (*map(self.said, labels), text)

    def tell(self, story, slips=None):
        super().tell([(self.said(heading), said) for heading, said in story], slips or {})

    def _arrive(self, response, status=200):
        super()._arrive(response, status)
        if self.code:
            spoken = self.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
            assert spoken == [self.code, "rtl" if self.code == "ar" else "ltr"], self.page.url


class InTheirLanguage(Translated, Person):
    pass
