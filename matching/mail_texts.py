"""What mail says, in both languages: references, counts and links, never anything about a person."""

from collections.abc import Callable, Mapping
from typing import Any

from matching.vocabulary import Language

EN, ZH = Language.ENGLISH, Language.CHINESE
LISTED = 20
"""A daily mail lists at most so many references."""

SUBJECTS: dict[str, dict[Language, str]] = {
    "one_time_code": {EN: "resettle: one-time code", ZH: "一次性验证码"},
    "notification": {EN: "resettle: something new for you", ZH: "有新消息"},
    "digest": {EN: "resettle: what waits for you", ZH: "待办事项汇总"},
}
"""Template -> its subject line by language; both stand in one line where an account has chosen none."""

NOUNS: dict[str, dict[Language, str]] = {
    "account": {EN: "Accounts", ZH: "账号"},
    "circumstance": {EN: "People", ZH: "人员"},
    "consent": {EN: "Consents", ZH: "同意书"},
    "notice": {EN: "Notices", ZH: "通知"},
    "protected": {EN: "Accounts", ZH: "账号"},
    "referral": {EN: "Referrals", ZH: "转介"},
    "service": {EN: "Services", ZH: "服务"},
    "unit": {EN: "Units", ZH: "单位"},
    "cover": {EN: "Covers", ZH: "代班"},
    "offer": {EN: "Openings", ZH: "招募"},
    "placement": {EN: "Placements", ZH: "落实情况"},
    "proposal": {EN: "Proposals", ZH: "推介"},
    "provider": {EN: "Providers", ZH: "提供方"},
    "question": {EN: "Questions", ZH: "待查事项"},
    "review": {EN: "Reviews", ZH: "审核"},
    "review_request": {EN: "Requests", ZH: "请求"},
    "stalled": {EN: "Stalled work", ZH: "停滞事项"},
    "subject": {EN: "People", ZH: "人员"},
    "suggestion": {EN: "Reviews", ZH: "审核"},
    "upload": {EN: "Uploads", ZH: "上传"},
    "work": {EN: "Background work", ZH: "后台任务"},
}
"""First word of a waiting line's key -> what a daily mail calls such lines."""

OTHER = {EN: "Other", ZH: "其他"}
"""What is said of a noun that mail does not name, as its key holds a word that marks a person."""

CODE = {
    EN: "Your one-time code is {code}. It works once, for one hour: {link}/password/code\n"
    "If you did not ask for it, ignore this message.\n",
    ZH: "您的一次性验证码是 {code}，一小时内有效，只能使用一次：{link}/password/code\n如果不是您本人申请，请忽略此邮件。\n",
}
NEW = {
    EN: "There is something new for you. Reference: N{id}\n{link}/notifications/{id}\n\nWhat comes by mail: {link}/account\n",
    ZH: "您有一条新消息，编号：N{id}\n{link}/notifications/{id}\n\n邮件设置：{link}/account\n",
}
DIGEST = {
    EN: (
        "New: {count}",
        "and {count} more: {link}/notifications",
        "Waiting for you: {count}, overdue: {overdue}",
        "What comes by mail: {link}/account",
    ),
    ZH: (
        "新消息：{count}",
        "另有 {count} 条：{link}/notifications",
        "待办：{count}，已逾期：{overdue}",
        "邮件设置：{link}/account",
    ),
}


def code_body(language: Language, link: str, arguments: Mapping[str, Any]) -> str:
    """The code and where to use it."""
    return CODE[language].format(link=link, **arguments)


def notification_body(language: Language, link: str, arguments: Mapping[str, Any]) -> str:
    """One reference and its link."""
    return NEW[language].format(link=link, **arguments)


def digest_body(language: Language, link: str, arguments: Mapping[str, Any]) -> str:
    """The references that are new, and how much of what waits."""
    new, more, waiting, choice = DIGEST[language]
    ids, counts = list(arguments["ids"]), dict(arguments["waiting"])
    lines: list[str] = []
    if ids:
        lines += [new.format(count=len(ids)), *(f"  N{id}  {link}/notifications/{id}" for id in ids[:LISTED])]
        lines += [f"  {more.format(count=len(ids) - LISTED, link=link)}"] if len(ids) > LISTED else []
        lines.append("")
    if counts:
        total, overdue = (sum(pair[place] for pair in counts.values()) for place in (0, 1))
        lines += [waiting.format(count=total, overdue=overdue)]
        lines += [f"  {NOUNS.get(noun, OTHER)[language]}: {counts[noun][0]}" for noun in sorted(counts)]
        lines += [f"  {link}/today", ""]
    return "\n".join([*lines, choice.format(link=link), ""])


BODIES: dict[str, Callable[[Language, str, Mapping[str, Any]], str]] = {
    "one_time_code": code_body,
    "notification": notification_body,
    "digest": digest_body,
}
"""Template -> what writes its text in one language."""
