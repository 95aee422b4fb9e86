"""Everything that leaves the house as a file, as one text to be searched."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from handlers.kit.texts import Texts
from handlers.papers import books, ledger
from handlers.papers.ledger import Heading
from storage import ledgers, units
from storage.engine import Database
from storage.scope import Scope


def told(database: Database) -> str:
    """The ledgers of all townships."""
    with database.reading() as session, tempfile.TemporaryDirectory(prefix="baocun-export-") as folder:
        texts, written = Texts("zh_CN"), list[str]()
        for township in units.townships(session):
            path, scope = Path(folder) / f"{township.id}.xlsx", Scope(0, township.id, (township.path,))
            ledger.write(path, Heading(township.name, "", ""), books.ENTRIES, ledgers.entries(session, scope), texts)
            with zipfile.ZipFile(path) as workbook:
                written += [workbook.read(name).decode() for name in workbook.namelist()]
    return "\n".join(written)
