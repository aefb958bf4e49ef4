"""What people, spreadsheets and attackers leave in the cells of a table."""

CELLS = (
    "", " ", "\u3000", "\xa0", "\x00", "a\x00b", "\ufeffx", "a\u202eb", "\u200b", "\x1b[31mred", "\ufffd", "\U0001f600",
    '=HYPERLINK("http://x.example","y")', "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+9)*cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"A0")', "#REF!", "#N/A", "#VALUE!", "ERROR: #NAME?", "%s", "%(least)s", "{0}", "' OR 1=1 --",
    "<script>alert(1)</script>", "1,234", "1,234.56", "1.234,56", "12,5", "1 234", "１２３", "١٢٣", "²", "½", "50%", "3200元",
    "TRUE", "FALSE", "yes", "是", "maybe", "null", "None", "nan", "inf", "-inf", "1e309", "1e5", "1e-7", "0x10", "1_000", "-1",
    "0", "0.5", "9" * 19, "9" * 400, "9" * 5_000, "-" + "9" * 30, "46112", "46112.5", "2026-02-30", "2026-02-29", "31/03/2026",
    "2026年3月31日", "20260331", "20261331", "2026-03-311", "0000-00-00", "9999-12-31", "1899-12-31", "1900-01-01", "2200-12-31",
    "2026-03-31T25:00", "２０２６－０３－３１", "25:00", "24:00", "8:30", "08:30:61", "０８：３０", "T", '"', "'", "\\", ",", ";",
    ";;;", "，", "是;否", "a;" * 500, "\n" * 50, "x" * 130, "x" * 5_000, "x" * 60_000, "(" * 20_000, "a\r\rb", "1.10101E+17",
    "110101199005171239", "11010119900517123X", "110101199005171238", "110101199002301230", "110 101 1990 0517 1238",
    "Welder (5", "(5)", "Welder (999999999999999999999)", "Welder (-1)", "child", "child, 2016-13-45", "child, 3016-01-01",
    "wizard, 2016-01-01", "child,,,,", "2026-03-31;2026-02-30", "welder", "7212", "99999", "nobody", "released", "RELEASED",
    "job", "no_alcohol; no_alcohol", "female", "hour", "18+", "Women only, 18-17", "9am-5pm", "0 hours", "84.01",
)  # fmt: skip
"""Texts that stand in one cell, in place of what belongs there."""

MISTAKES: dict[str, tuple[str, ...]] = {
    "date": ("2026-02-30", "31/03/2026", "46112", "soon", "2026-03-311", "0000-00-00", "9999-12-31"),
    "number": ("12,5", "1.234,56", "many", "1_000", "50%", "nan", "9" * 5_000),
    "error": ("#REF!", "#DIV/0!", "#N/A"),
    "code": ("maybe", "=1+1", "<b>", "job"),
}
"""Sort of value -> texts that are none of it, whatever the column."""

HEADINGS = ("\ufeff{0}", "{0}\x00", " {0} ", "\u200b{0}", "\n{0}")
"""How a heading looks that nobody can tell from the right one."""

OTHER_HEADINGS = ("{0} (姓名)", "x{0}", "", "\x1b[2J{0}!", "x" * 5_000, "姓名")
"""How a heading looks that is another one."""
