"""A grammar of report sentences: populations, breakdowns, ways of saying a share, a sum or a growth, and seeded errors."""

from __future__ import annotations

import random

from sentences import Case, percent

SCOPES = ("全区", "全市", "我县", "城北街道", "我省", "本镇", "")
PEOPLE = (
    ("社区工作者", "人"),
    ("居委会成员", "名"),
    ("网格员", "人"),
    ("专职社工", "名"),
    ("村干部", "人"),
    ("志愿者", "名"),
    ("受访居民", "位"),
)
THINGS = (("社区", "个"), ("社会组织", "家"), ("服务站点", "处"), ("低保家庭", "户"))
SPLITS = (
    ("从性别看，", ("男性", "女性")),
    ("从年龄看，", ("30岁及以下", "31—40岁", "41—50岁", "51岁及以上")),
    ("按年龄分，", ("35岁以下的", "36至45岁的", "46岁以上的")),
    ("从学历看，", ("本科及以上", "大专", "高中及以下")),
    ("从户口看，", ("户口在本社区的", "户口在本街道其他社区的", "户口在本区其他街道的", "户口在区外的")),
    ("从来源看，", ("公开招聘的", "选举产生的", "其他")),
    ("从区域看，", ("内城区", "外城区")),
)
SINGLES = ("党员", "持证人员", "退役军人", "连任的", "居住在本社区的", "大专以上学历的", "35岁以下的")
PLACES = ("东关", "西岭", "南桥", "北苑", "河湾", "松林", "梅园", "石塘", "龙泉")


def cut(count: int, base: int, places: int) -> str:
    """Share cut off instead of rounded: a warning, hence never a seeded error."""
    scaled = 100 * count * 10**places // base
    return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"


class Writer:
    """Draws numbers and words for one case at a time."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def parts(self, total: int, size: int) -> list[int]:
        """Whole parts of a total, none tiny."""
        while True:
            cuts = sorted(self.draw.sample(range(1, total), size - 1))
            parts = [b - a for a, b in zip([0, *cuts], [*cuts, total], strict=True)]
            if min(parts) * 40 > total:
                return parts

    def slip(self, text: str) -> str:
        """Numeral with one digit changed or two swapped, not the same and without a leading zero."""
        places = [i for i, char in enumerate(text) if char.isdigit()]
        while True:
            chars = list(text)
            if len(places) > 1 and self.draw.random() < 0.25:
                at = self.draw.randrange(len(places) - 1)
                one, two = places[at], places[at + 1]
                chars[one], chars[two] = chars[two], chars[one]
            else:
                chars[self.draw.choice(places)] = str(self.draw.randrange(10))
            made = "".join(chars)
            if made != text and not (made[0] == "0" and made[1:2] != "."):
                return made

    def number(self, value: int) -> str:
        """Whole number, sometimes with separators."""
        return f"{value:,}" if self.draw.random() < 0.3 else str(value)

    def share(self, text: str) -> str:
        """Share in one of the ways to write it."""
        return self.draw.choice((f"{text}%", f"{text}％", f"百分之{text}", f"{text}%", f"{text}%"))

    def opening(self, total: str) -> tuple[str, str]:
        """Opening of a sentence that states a total, and the unit of its people."""
        scope = self.draw.choice(SCOPES)
        thing, unit = self.draw.choice(PEOPLE if self.draw.random() < 0.8 else THINGS)
        form = self.draw.choice((
            f"{scope}共有{thing}{total}{unit}", f"截至2023年底，{scope}现有{thing}{total}{unit}", f"{scope}{thing}总数为{total}{unit}",
            f"{scope}{total}{unit}{thing}中", f"目前，{scope}共有{total}{unit}{thing}", f"在{total}{unit}{thing}中",
            f"此次共调查{thing}{total}{unit}",
        ))  # fmt: skip
        return form, unit


def _joint(writer: Writer, form: str) -> str:
    """What stands between an opening and its parts."""
    return "，" if form.endswith("中") else writer.draw.choice(("，其中", "。其中，", "，其中：", "。"))


def pairs(writer: Writer, seeded: bool) -> Case:
    """Counts with shares of a breakdown; the error is in one share."""
    total = writer.draw.randrange(120, 9000)
    view, labels = writer.draw.choice(SPLITS)
    parts = writer.parts(total, len(labels))
    places = writer.draw.choice((1, 1, 1, 2))
    shares = [percent(part, total, places) for part in parts]
    bad = writer.draw.randrange(len(parts)) if seeded else -1
    if seeded:
        while True:
            wrong = writer.slip(shares[bad])
            if float(wrong) <= 100 and wrong != cut(parts[bad], total, places):
                break
        shares[bad] = wrong
    form, unit = writer.opening(writer.number(total))
    style = writer.draw.choice(
        ("{}{}{}，占{}", "{}{}{}（占{}）", "{}{}{}，占比为{}", "{}有{}{}，占总数的{}", "{}{}{}（{}）")
    )
    ending = writer.draw.choice(("；", "；", "，"))
    items = ending.join(
        style.format(label, writer.number(part), unit, writer.share(share))
        for label, part, share in zip(labels, parts, shares, strict=True)
    )
    joint = "，" if form.endswith("中") else writer.draw.choice(("。", "，", "。"))
    return Case(
        f"{form}{joint}{view}{items}。",
        frozenset({"share", "breakdown"}) if seeded else frozenset(),
        True,
        "grammar",
    )


def single(writer: Writer, seeded: bool) -> Case:
    """One part with its share."""
    total = writer.draw.randrange(60, 5000)
    part = writer.draw.randrange(max(2, total // 20), total)
    share = percent(part, total, 1)
    shown = share
    while seeded and (shown in (share, cut(part, total, 1)) or float(shown) > 100):
        shown = writer.slip(share)
    form, unit = writer.opening(writer.number(total))
    label = writer.draw.choice(SINGLES)
    joint = "，" if form.endswith("中") else writer.draw.choice(("，其中", "。其中", "，"))
    tail = writer.draw.choice(
        ("，占{}", "，占比{}", "（占{}）", "，占总数的{}", "，所占比例为{}", "，仅占{}", "，占全部的{}")
    )
    text = f"{form}{joint}{label}{writer.number(part)}{unit}{tail.format(writer.share(shown))}。"
    return Case(text, frozenset({"share"}) if seeded else frozenset(), True, "grammar")


def sums(writer: Writer, seeded: bool) -> Case:
    """Counts of a breakdown or of places against their total before or after; the error is in one number."""
    total = writer.draw.randrange(150, 6000)
    unit = "人"
    if writer.draw.random() < 0.4:
        names = writer.draw.sample(PLACES, writer.draw.randrange(3, 7))
        labels, view = [f"{name}街道" for name in names], ""
    else:
        view, held = writer.draw.choice(SPLITS)
        labels = list(held)
    parts = writer.parts(total, len(labels))
    shown, said = [str(p) for p in parts], str(total)
    if seeded:
        if writer.draw.random() < 0.4:
            said = writer.slip(said)
        else:
            at = writer.draw.randrange(len(parts))
            shown[at] = writer.slip(shown[at])
        if sum(map(int, shown)) == int(said):
            return sums(writer, seeded)
    joint = writer.draw.choice(("、", "，", "；"))
    items = joint.join(f"{label}{number}{unit}" for label, number in zip(labels, shown, strict=True))
    if writer.draw.random() < 0.3:
        text = f"{items}，{writer.draw.choice(('共计', '合计', '共'))}{said}{unit}。"
    else:
        text = f"{writer.draw.choice(('全区', '全市', ''))}共有社区工作者{said}{unit}，{view or '其中：'}{items}。"
    return Case(text, frozenset({"parts", "impossible"}) if seeded else frozenset(), True, "grammar")


def growths(writer: Writer, seeded: bool) -> Case:
    """Growth between two levels; the error is in the rate or in the difference."""
    old = writer.draw.randrange(80, 4000)
    new = old + writer.draw.randrange(max(2, old // 30), old)
    if writer.draw.random() < 0.3:
        old, new = new, old
    up = new > old
    verb, to, rate = writer.draw.choice(
        (("增加", "增加到", "增长"), ("增加", "增至", "增幅为"))
        if up
        else (("减少", "减少到", "下降"), ("减少", "降至", "降幅为"))
    )
    by, share = str(abs(new - old)), percent(abs(new - old), old, 1)
    wrong_by = wrong_share = False
    if seeded:
        wrong_by = writer.draw.random() < 0.4
        wrong_share = not wrong_by
    said_by = writer.slip(by) if wrong_by else by
    said_share = writer.slip(share) if wrong_share else share
    form = writer.draw.randrange(4 if not wrong_by else 2)
    thing = writer.draw.choice(("专职社工", "持证人员", "志愿者", "网格员"))
    text = (
        f"{thing}由2020年的{old}人{to}2023年的{new}人，{verb}{said_by}人，{rate}{said_share}%。",
        f"{thing}从{old}人{to}{new}人，{verb}了{said_by}人，{rate}{said_share}%。",
        f"{thing}由{old}人{to}{new}人，{rate}{said_share}%。",
        f"2023年共有{thing}{new}人，比2020年{verb}{by}人，{rate}{said_share}%。",
    )[form]
    return Case(text, frozenset({"growth"}) if seeded else frozenset(), True, "grammar")


def gaps(writer: Writer, seeded: bool) -> Case:
    """Differences in points between two groups or two years."""
    one, two = writer.draw.sample(range(52, 890), 2)
    low, high = min(one, two), max(one, two)
    gap = f"{(high - low) / 10:.1f}"
    said = writer.slip(gap) if seeded else gap
    if seeded and abs(float(said) - float(gap)) < 0.15:
        return gaps(writer, seeded)
    text = writer.draw.choice((
        f"占比由{low / 10}%提高到{high / 10}%，提高{said}个百分点。",
        f"持证率从2021年的{high / 10}%下降到2023年的{low / 10}%，下降了{said}个百分点。",
        f"内城区占{high / 10}%，外城区占{low / 10}%，内城区比外城区高{said}个百分点。",
        f"主职中居住在本社区的占{low / 10}%，其他成员占{high / 10}%，相差{said}个百分点。",
    ))  # fmt: skip
    return Case(text, frozenset({"difference", "growth"}) if seeded else frozenset(), True, "grammar")


def breakdowns(writer: Writer, seeded: bool) -> Case:
    """Shares without counts that must add up to 100."""
    view, labels = writer.draw.choice([split for split in SPLITS if "来源" not in split[0]])
    parts = writer.parts(1000, len(labels))
    shares = [f"{part / 10}" for part in parts]
    if seeded:
        at = writer.draw.randrange(len(shares))
        shares[at] = writer.slip(shares[at])
        if abs(sum(map(float, shares)) - 100) < 0.35 or float(shares[at]) > 100:
            return breakdowns(writer, seeded)
    text = view + "，".join(f"{label}占{share}%" for label, share in zip(labels, shares, strict=True)) + "。"
    return Case(text, frozenset({"breakdown"}) if seeded else frozenset(), True, "grammar")


def identities(writer: Writer, seeded: bool) -> Case:
    """The identity of the committees."""
    party, residents = writer.draw.randrange(200, 5000), writer.draw.randrange(200, 5000)
    crossed = writer.draw.randrange(20, min(party, residents))
    both = str(party + residents - crossed)
    said = writer.slip(both) if seeded else both
    text = f"{writer.draw.choice(('全市', '全县'))}党组织成员{party}人，居（村）委会成员{residents}人，交叉任职{crossed}人，“两委”成员共{said}人。"
    return Case(text, frozenset({"identity"}) if seeded else frozenset(), True, "grammar")


def make_cases(seed: int, size: int) -> list[Case]:
    """Cases of the grammar, every other one with a seeded error; the same seed makes the same cases."""
    writer = Writer(seed)
    makers = (pairs, single, sums, growths, gaps, breakdowns, pairs, single, identities)
    return [makers[number % len(makers)](writer, number % 2 == 1) for number in range(size)]
