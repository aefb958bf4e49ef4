"""Terms read out of plain words. What is not said plainly is unknown: a wrong shift bars people whom a curfew binds."""

import re
from datetime import time

from matching.vocabulary import PostKind

_HOURS = re.compile(
    r"(?<![\d/.:–-])(\d{1,2}(?:\.\d)?)\s*\+?[\s-]*(?:hours?|hrs?)\b(?!\s*(?:days?|a day|per day|operation))"
)
_HOURS_ZH = re.compile(r"每周(?:工作)?\s*(\d{1,2}(?:\.\d)?)\s*(?:个)?(?:小时|工时)")
_SHIFT = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.;](\d{2}))?\s*([ap])\.?\s?m\.?\s*(?:-|–|—|to|until|x)\s*(\d{1,2})(?:[:.;](\d{2}))?\s*([ap])\.?\s?m\b"
)
_CLOCK = re.compile(
    r"(?<![\d:.])([01]?\d|2[0-3]):?([0-5]\d)\s*(?:-|–|—|to|x|至|到)\s*([01]?\d|2[0-3]):?([0-5]\d)(?![\d:]|\s*[ap]\.?m)"
)
_CERTIFICATES = {
    "Associate degree": re.compile(r"\bassociates?\b|\ba\.?a\.?s?\b|\ba\.?g\.?s\b"),
    "Bachelor's degree": re.compile(r"\bbachelors?\b|\bb\.?[as]\b"),
    "Master's degree": re.compile(r"\bmasters? (?:of|degree)\b|\bm\.?[bs]\.?a?\b"),
    "Diploma": re.compile(r"\bdiploma\b|毕业证"),
    "Apprenticeship": re.compile(r"\bapprentice(?:ship)?\b|学徒"),
    "Certificate": re.compile(r"\bcert(?:ificate|ification|ified)?\b|证书|合格证"),
}
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = re.compile(
    r"\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s*(?:-|–|—|to|thru|through)\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|\bm\s*[-–]\s*f\b"
)
_DAYS_ZH = "一二三四五六日"
_WEEK_ZH = re.compile(r"(?:星期|周)([一二三四五六日])\s*(?:至|到|-|–|—)\s*(?:星期|周)?([一二三四五六日])")
_CHANGES = re.compile(
    r"rotat|vari|vary|various|shifts? depend|determined|\btbd\b|night|evening|weekend|holiday|on.call|on occasion|flex|24\s*[/x-]\s*7|tours?\b|emergenc|any hours|轮班|倒班"
)
_POSTS = {
    PostKind.TEACHER: re.compile(r"\bteachers?\b|教师|老师"),
    PostKind.SECURITY_GUARD: re.compile(r"\bsecurity guards?\b|保安"),
    PostKind.CIVIL_SERVANT: re.compile(r"\bpolice (?:officer|cadet)s?\b|公务员|人民警察"),
    PostKind.WITH_MINORS: re.compile(
        r"\b(?:child ?care|day ?care|nursery) (?:worker|aide|assistant|nurse|teacher)s?\b|托育|保育员|幼师"
    ),
    PostKind.FOOD_MANAGEMENT: re.compile(
        r"\bfood (?:safety|service|production) (?:manager|supervisor|officer)\b|食品安全(?:管理)?员"
    ),
    PostKind.ACCOUNTING: re.compile(r"\baccountants?\b|\bbook ?keepers?\b|会计"),
}


def hours_in(text: str) -> float | None:
    """Hours a week, where a text states one number of them plainly.

    >>> hours_in("35 Hours Per Week (minimum)"), hours_in("17 hours in term, 35 hours in summer"), hours_in("7 hours")
    (35.0, None, None)
    >>> hours_in("每周40小时，星期一至星期五")
    40.0
    """
    plain = text[:2_000].lower()
    found = {float(number) for number in (*_HOURS.findall(plain), *_HOURS_ZH.findall(plain))}
    return found.pop() if len(found) == 1 and all(10 <= number <= 84 for number in found) else None


def shift_in(text: str) -> tuple[time, time] | None:
    """Begin and end of the shift, where a text states one plainly and no word says that it changes.

    >>> shift_in("Monday – Friday, 9am to 5pm.")
    (datetime.time(9, 0), datetime.time(17, 0))
    >>> shift_in("9am - 5pm, nights and weekends as needed")
    """
    plain = text[:2_000].lower()
    if _CHANGES.search(plain):
        return None
    twelve = {(_twelve(*found[:3]), _twelve(*found[3:])) for found in _SHIFT.findall(plain)}
    stated = twelve or {(_time(a, b), _time(c, d)) for a, b, c, d in _CLOCK.findall(plain)}
    if len(stated) != 1:
        return None
    begins, ends = stated.pop()
    return (begins, ends) if begins is not None and ends is not None and begins != ends else None


def weekdays_in(text: str) -> list[int]:
    """Weekdays (Monday is 0), where a text states one range of them and no word says that it changes; else none.

    >>> weekdays_in("Tuesday - Saturday 2 pm - 10 pm"), weekdays_in("M-F")
    ([1, 2, 3, 4, 5], [0, 1, 2, 3, 4])
    >>> weekdays_in("每周40小时，星期二至星期日，8:30-17:00")
    [1, 2, 3, 4, 5, 6]
    """
    plain = text[:2_000].lower().replace("天", "日")
    ranges = {(_DAYS.index(first or "mon"), _DAYS.index(last or "fri")) for first, last in _WEEK.findall(plain)}
    ranges |= {(_DAYS_ZH.index(first), _DAYS_ZH.index(last)) for first, last in _WEEK_ZH.findall(plain)}
    if len(ranges) != 1 or _CHANGES.search(plain):
        return []
    first, last = ranges.pop()
    return sorted({(first + step) % 7 for step in range((last - first) % 7 + 1)})


def posts_named(title: str) -> list[PostKind]:
    """Posts named by a statute that a title says outright. A person still checks them before the offer is published.

    >>> posts_named("City Seasonal Aide/Security Guard")
    [<PostKind.SECURITY_GUARD: 'security_guard'>]
    """
    return [post for post, pattern in _POSTS.items() if pattern.search(title.lower())]


def certificate_in(title: str) -> str | None:
    """The one award that the title of a course names; none where it names several.

    >>> certificate_in("Welding [CERT-WLD]"), certificate_in("Automotive Technology AAS"), certificate_in("Cooking")
    ('Certificate', 'Associate degree', None)
    """
    found = [award for award, pattern in _CERTIFICATES.items() if pattern.search(title[:300].lower())]
    return found[0] if len(found) == 1 else None


def _twelve(hour: str, minute: str, half: str) -> time | None:
    number = int(hour)
    return _time(number % 12 + 12 * (half == "p") if 1 <= number <= 12 else number, minute)


def _time(hour: str | int, minute: str) -> time | None:
    hours, minutes = int(hour), int(minute or "0")
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
