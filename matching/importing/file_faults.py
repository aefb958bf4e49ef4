"""What can be wrong with a whole file, each said in plain words with what to do. Their docstrings are the messages."""

from typing import Any

from matching.errors import BadInput


class FileFault(BadInput):
    """The file cannot be read."""

    words: str
    """The sentence of the class, with %(name)s where one of the values belongs."""
    values: dict[str, Any]

    def __init__(self, **values: Any) -> None:
        self.words, self.values = (type(self).__doc__ or "").strip(), values
        super().__init__(self.words % values if values else self.words)


class TooLarge(FileFault):
    """The file is larger than %(most)s MB. Split it, or pack it with gzip."""


class NoHeader(FileFault):
    """The file is empty, or its first row is not a header. Put the names of the columns in the first row."""


class TooManyColumns(FileFault):
    """The file has more than %(most)s columns. Take out those that are not needed."""


class NamedTwice(FileFault):
    """These column names stand twice in the header: %(names)s. Rename one of each; where these are no names of columns, put the names in the first row."""


class MissingColumns(FileFault):
    """These columns are missing: %(missing)s. The file has: %(found)s. Add them, or rename the columns as in the template."""


class TooManyRows(FileFault):
    """The file has more than %(most)s rows. Split it."""


class UnknownEncoding(FileFault):
    """The file is in no known encoding. Save it as CSV UTF-8 and send it again."""


class DamagedText(FileFault):
    """Line %(line)s of the file is damaged: it is not UTF-8 as the other lines are. Save the table as CSV UTF-8 and send it again."""


class UnreadableLine(FileFault):
    """Line %(line)s of the file cannot be read: a cell is far too long. Save the table as CSV UTF-8 and send it again."""


class OpenQuote(FileFault):
    """The quotation mark that opens in line %(line)s of the file is never closed, so that all below it is one cell. Close it, or save the table as XLSX."""


class NoTable(FileFault):
    """This is a document, a picture or a web page, not a table. Save the table as XLSX or CSV UTF-8 and send that."""


class OldWorkbook(FileFault):
    """This is an old workbook (XLS), or one with a password. Save it as XLSX or CSV UTF-8, without a password."""


class DamagedPack(FileFault):
    """The packed file is damaged. Pack it again, or send it unpacked."""


class UnreadableWorkbook(FileFault):
    """The workbook cannot be read. Save it as XLSX or CSV UTF-8, without a password."""


class LargeWorkbook(FileFault):
    """The workbook is too large to be read, or says that it is. Copy only the rows into a new sheet and save it as CSV UTF-8."""


class TooManyParts(FileFault):
    """The workbook has more than %(most)s parts. Save only the sheet with the rows."""


class GrowsTooMuch(FileFault):
    """The file grows beyond measure when it is unpacked (more than %(most)s MB, or thirtyfold). Send a smaller one."""
