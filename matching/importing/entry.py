"""Whom an offer is for, read out of plain words. What is not said plainly is left to an officer, by name.

No reading here ever bars anybody by itself: an exclusion that states neither a law nor a task is a preference, which is
shown and not applied until an officer decides.
"""

import re
from dataclasses import dataclass
from typing import Any

from matching.vocabulary import Answer, ExclusionGround, OffenceCategory, Sex, ToCheck


@dataclass(frozen=True)
class Entry:
    """What the words say of whom an offer takes."""

    sex_only: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None
    step_free: Answer = Answer.UNKNOWN
    exclusions: tuple[dict[str, Any], ...] = ()
    to_check: tuple[ToCheck, ...] = ()


_SENTENCE = re.compile(r"(?<=[.;!?。；！？])\s*|\n+|\s*[•·]\s*|\s(?=\d\)\s)")
_NEGATIVE = re.compile(
    r"\b(?:no|not|cannot|can't|without|never|unable|ineligible|exclud\w*|except|prohibit\w*|bar(?:s|red)?)\b|n't\b|不|无|没有|禁止|除外"
)
_ACCEPTED = re.compile(
    r"case[- ]by[- ]case|\baccept(?:s|ed)?\b|\bconsidered\b|\bwelcome\b|\bmay be eligible\b|个案|酌情|可接收"
)
_OFFENCE = re.compile(
    r"offen[cs]e|offend|crim|convict|felon|charge|registered|registrant|registry|histor|arson|罪|犯|前科|纵火|放火"
)
_CATEGORIES = {
    OffenceCategory.SEXUAL: re.compile(
        r"\bsex(?:ual(?:ly)?)?\b(?!\s*(?:industry|work|trade|traffick|orientation|worker))|\b290\b|性犯罪|强奸|猥亵|性侵"
    ),
    OffenceCategory.ARSON: re.compile(r"\barson\w*|纵火|放火"),
    OffenceCategory.VIOLENT: re.compile(
        r"\bviolen(?:t|ce)\b|\bmurder\w*|\bhomicid\w*|\bmanslaughter|暴力|杀人|伤害罪|抢劫"
    ),
    OffenceCategory.DRUGS: re.compile(
        r"\bdrug[- ](?:related )?(?:offen|crim|convict|charge|sale|traffick)\w*|毒品犯罪|涉毒|贩毒"
    ),
}
_LAW = re.compile(
    r"\b(?:by law|law|statute|regulation|code §|penal code|section \d+|licens\w+ requires|hud)\b|依法|法律|法规|条例"
)
_TASK = re.compile(
    r"\bbecause (?:of )?the (?:work|task|job|children)|\bworks? with (?:children|minors)|near (?:a )?school|因(?:工作|岗位)"
)
_WOMEN = re.compile(r"\b(?:wom[ea]n|females?|mothers?|girls?|ladies)\b|女")
_MEN = re.compile(r"\b(?:m[ea]n|males?|fathers?|boys?)\b(?!['’]s (?:and|&) wom)|男")
_ANYBODY = re.compile(
    r"\b(?:all (?:individuals|people|adults|genders|families)|anyone|everyone|any adult|co-?ed|families|famil(?:y|ies) members|people|individuals|parents|youth|persons)\b|不限性别|男女"
)
_FROM = re.compile(
    r"(?:\bage[sd]?\s*|\bover\s+|\bat least\s+|\bminimum age(?: of)?\s+|\b)(\d{2})\s*(?:years?(?:\s*(?:old|of age))?\s*)?(?:\+|or older|or over|and older|and over|and up|and above|or above|years? of age|years? old|years? or older|周岁以上|岁以上|older\b)"
)
_AT_LEAST = re.compile(r"\b(?:at least|minimum age(?: of)?|over|aged?(?= \d{2} (?:or|and) (?:over|older)))\s+(\d{2})\b")
_SPAN = re.compile(
    r"\b(?:ages?d?|between(?: the ages? of)?|from)?\s*(\d{2})\s*(?:-|–|to|and|至|到)\s*(\d{2})\b(?!\s*(?:am|pm|[:.]\d|days|months|minutes|%))"
)
_YOUNGER = re.compile(
    r"\b(?:under|below|younger than)\s+(?:the age (?:of )?|age )?\d+(?:\s*years?(?: old| of age)?)?|\ball ages\b"
)
_CHILDREN = re.compile(r"\bchild(?:ren)?\b|\bminors?\b|\bkids?\b|儿童|子女")
_READERS = {
    ToCheck.RESIDENCE: re.compile(
        r"\bresid(?:ent|ents|ency|e|ing)\b|\bfrom the (?:city|county)\b|\bliv(?:e|ing) in\b|户籍|本地|居住"
    ),
    ToCheck.HEALTH: re.compile(
        r"\bhiv|\baids\b|\bdisab|\bmental|\bpsychiatr|\bmedical|\bdiagnos|\bhealth|\bpregnan|\bphysically\b|\bmedication|残疾|健康|疾病|精神"
    ),
    ToCheck.SOBRIETY: re.compile(
        r"\bsob(?:er|riety)|\bclean\b|\bdetox|\bdrug(?:s|-free| free)?\b|\balcohol|\bsubstance|\brecovery|\baddict|\btreatment program|戒酒|戒毒|戒瘾"
    ),
    ToCheck.INCOME: re.compile(
        r"\bincome|\bhomeless|\bAMI\b|\bssi\b|\bemploy|\bunemploy|\brent\b|\bwelfare|\bcalworks|\bgeneral assistance|低保|收入|无家可归|失业",
        re.I,
    ),
    ToCheck.FAMILY: re.compile(
        r"\bfamil(?:y|ies)\b(?! members?)|\bparent|\bcustod|\bchild|\bmother|\bfather|\bminor|\bspouse|子女|家庭|父母"
    ),
    ToCheck.REFERRAL: re.compile(
        r"\brefer(?:s|red|ral|rals)?\b|\bcase manager|\bintake\b|\bassess|\bapproved source|转介|推荐"
    ),
    ToCheck.LEGAL_STATUS: re.compile(
        r"\bprobation|\bparol|\bincarcerat|\bab ?109|\bsupervision|\bex-?offender|\bjustice|\bwarrant|\bcourt|\bprison|\bjail|\breentry|\bin custody|刑满|矫正|释放"
    ),
}
_STEP_FREE = re.compile(
    r"wheelchair|\bada\b|step[- ]free|disabled (?:access|parking)|\bramp\b|mobility|无障碍|轮椅|坡道", re.I
)
_NOT_STEP_FREE = re.compile(
    r"not (?:wheelchair|ada)|no wheelchair|wheelchair accessib\w+\s*-?\s*no\b|limited|some |lower units|plan in place|call for|inaccessible|not accessible|不能|无无障碍",
    re.I,
)
_SILENT = re.compile(r"none|n/?a|no|any|anyone|all are welcome|open to all|不限|无", re.I)


def read_entry(text: str | None, accessibility: str = "") -> Entry:
    """Read whom an offer takes.

    >>> entry = read_entry("Women, 18 years and older. May not have a conviction for arson.")
    >>> entry.sex_only.value, entry.age_from, [row["category"] for row in entry.exclusions]
    ('female', 18, ['arson'])
    """
    words = (text or "").strip()
    if not words or _SILENT.fullmatch(words.rstrip(".")):
        return Entry(step_free=step_free_in(accessibility))
    plain = words[:10_000].replace("’", "'")
    lowered = plain.lower()
    exclusions, unclear = _exclusions(plain)
    ages, is_unclear_age = ages_in(lowered)
    checks = [*unclear, *_unread(plain)]
    if exclusions:
        checks.insert(0, ToCheck.EXCLUSIONS)
    if is_unclear_age:
        checks.append(ToCheck.AGES)
    sex = sex_in(lowered)
    return Entry(sex, *ages, step_free_in(accessibility), tuple(exclusions), tuple(dict.fromkeys(checks)))


def sex_in(text: str) -> Sex | None:
    """The one sex that the words name, where they name no other and nobody else.

    >>> sex_in("men only, 18+"), sex_in("men and women"), sex_in("homeless families"), sex_in("women with children")
    (<Sex.MALE: 'male'>, None, None, <Sex.FEMALE: 'female'>)
    """
    women, men = _WOMEN.search(text), _MEN.search(text)
    if bool(women) == bool(men):
        return None
    is_only = re.search(r"\bonly\b|仅限|只收|限", text) is not None
    if _ANYBODY.search(text) and not is_only:
        return None
    return Sex.FEMALE if women else Sex.MALE


def ages_in(text: str) -> tuple[tuple[int | None, int | None], bool]:
    """The lowest and highest age, and whether the words say several.

    >>> ages_in("men, ages 18-80"), ages_in("age 55 or over, age 60 or over for lunch"), ages_in("children under 18")
    (((18, 80), False), ((None, None), True), ((None, None), False))
    """
    grown = " ".join(part for part in re.split(r"[.;\n]", _YOUNGER.sub(" ", text)) if not _is_about_children(part))
    spans = {(int(low), int(high)) for low, high in _SPAN.findall(grown) if 10 <= int(low) < int(high) <= 99}
    spans = {span for span in spans if "age" in grown or "岁" in grown or "old" in grown or "between" in grown}
    rest = _SPAN.sub(" ", grown) if spans else grown
    lows = {int(low) for low in [*_FROM.findall(rest), *_AT_LEAST.findall(rest)] if 16 <= int(low) <= 99}
    if len(spans) == 1 and not lows - {low for low, _high in spans} and min(spans)[0] >= 16:
        return spans.pop(), False
    if not spans and len(lows) == 1:
        return (lows.pop(), None), False
    return (None, None), bool(spans or lows)


def step_free_in(text: str) -> Answer:
    """Whether somebody in a wheelchair can come in; unknown where the words are mixed.

    >>> step_free_in("Wheelchair accessible.").value, step_free_in("Not wheelchair accessible.").value
    ('yes', 'no')
    """
    if not _STEP_FREE.search(text):
        return Answer.UNKNOWN
    if not _NOT_STEP_FREE.search(text):
        return Answer.YES
    return (
        Answer.NO
        if re.search(r"not (?:wheelchair|ada|accessible)|no wheelchair|-\s*no\b|不能", text, re.I)
        else Answer.UNKNOWN
    )


def _is_about_children(part: str) -> bool:
    return bool(_CHILDREN.search(part)) and re.search(r"under|up to|minor|custody|ages? 0", part) is not None


def _exclusions(text: str) -> tuple[list[dict[str, Any]], list[ToCheck]]:
    """The offence categories that sentences rule out, with their ground; and what is unclear about offences."""
    found: dict[str, dict[str, Any]] = {}
    unclear: list[ToCheck] = []
    for sentence in _sentences(text):
        plain = sentence.lower()
        named = [category for category, pattern in _CATEGORIES.items() if pattern.search(plain)]
        if not named or not _OFFENCE.search(plain):
            continue
        if _ACCEPTED.search(plain):
            unclear.append(ToCheck.CASE_BY_CASE)
        elif not _NEGATIVE.search(plain):
            unclear.append(ToCheck.OFFENCES_UNCLEAR)
        else:
            for category in named:
                found.setdefault(category.value, _exclusion(category, sentence))
    return list(found.values()), unclear


def _exclusion(category: OffenceCategory, sentence: str) -> dict[str, Any]:
    """An exclusion in its own words; a law or a task that they give is the ground, else it is a preference."""
    plain, words = sentence.lower(), sentence.strip()[:500]
    row: dict[str, Any] = {
        "category": category.value,
        "ground": ExclusionGround.PREFERENCE.value,
        "justification": words,
    }
    if _LAW.search(plain):
        return row | {"ground": ExclusionGround.STATUTORY.value}
    if _TASK.search(plain):
        return row | {"ground": ExclusionGround.JUSTIFIED.value}
    return row


def _unread(text: str) -> list[ToCheck]:
    """What each sentence asks beyond sex, age and offences; `ENTRY` where no reader knows a sentence at all."""
    found: list[ToCheck] = []
    for sentence in _sentences(text):
        plain = sentence.lower()
        known = [check for check, pattern in _READERS.items() if pattern.search(plain)]
        is_read = (_OFFENCE.search(plain) and any(each.search(plain) for each in _CATEGORIES.values())) or _is_plain(
            plain
        )
        found += known if known and not (is_read and set(known) <= {ToCheck.LEGAL_STATUS, ToCheck.SOBRIETY}) else []
        if not known and not is_read:
            found.append(ToCheck.ENTRY)
    return found


def _is_plain(sentence: str) -> bool:
    """Whether nothing is left of a sentence once sex, ages and filling words are taken away."""
    rest = re.sub(r"\d+|[^\w\s]", " ", sentence)
    filling = (
        r"\b(?:ages?d?|years?|old|older|over|up|above|at|least|between|the|of|and|or|to|be|must|only|adults?|wom[ea]n|m[ea]n|males?|females?|all"
        r"|individuals?|anyone|people|any|transgender|family|families|members?|including|for|are|is|in|a|who|clients?|welcome|services?|receive|eligible|by|with|from)\b"
    )
    return not re.sub(filling, " ", rest).strip()


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]
