"""Marks the words of data for translation; the web layer translates them when it shows them."""


def _(text: str) -> str:
    return text


def literally(words: str) -> str:
    """Words that somebody wrote, as a text of a form, in which braces mean something."""
    return words.replace("{", "{{").replace("}", "}}") if "{" in words else words
