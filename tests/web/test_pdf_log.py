"""What somebody typed is not written to the log by what makes a PDF of it, and prints in every script."""

import logging

from portal.web import pdf


def test_what_makes_a_pdf_writes_nothing_to_the_log(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("weasyprint").warning("a character that somebody typed")
    assert caplog.records == []
    assert pdf.make("<html lang=en><title>A page</title><h1>\U0001f9ff \U00013000</h1></html>").startswith(b"%PDF")
    assert not [record for record in caplog.records if record.name.startswith("weasyprint")]
