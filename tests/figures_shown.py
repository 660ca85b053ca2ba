"""The figures of a page: by table, row and column, each with the address that it leads to."""

from visitor import text_of


def figures(page):
    """By table, row and column: the number, and where it leads."""
    found = {}
    for table in page.all("table"):
        if "app-board" not in table.get("class", "").split():
            continue
        name = text_of(table.find("caption"))
        for tr in table.iter("tr"):
            cells = list(tr.iter("td"))
            for td in cells:
                link = next(td.iter("a"), None)
                words = text_of(link if link is not None else td)
                where = link.get("href") if link is not None else ""
                found[name, text_of(tr.find("th")), td.get("data-label")] = int(words.partition(":")[0]), where
    return found
