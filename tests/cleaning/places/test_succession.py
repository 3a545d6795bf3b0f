"""Histories made up unit by unit: whatever happened, the list of renames leads every unit to what it really became."""

import random

import pandas as pd
import pytest

from sqgz.cleaning.matching import match
from sqgz.cleaning.places.index import PlaceIndex
from sqgz.cleaning.places.rename_rows import changes_of
from sqgz.cleaning.places.renames import Renames

NAMES = [f"{sign}社区" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃"]


class History:
    """Units of one street, numbered as they come up; `became` leads from the first ones to what they are now."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.free = self.dice.sample(NAMES, len(NAMES))
        self.name = {unit: self.free.pop() for unit in range(self.dice.randint(2, 6))}
        self.start = dict(self.name)
        self.became = {unit: {unit} for unit in self.name}
        self.given_up = []  # names and since when nobody bears them
        self.rows = []
        for half_year in range(self.dice.randint(1, 6)):
            self.day = f"{2021 + half_year // 2}-{1 + half_year % 2 * 6:02d}-15"
            self.dice.choice([self.rename, self.merge, self.split, self.give_away])()

    def new_name(self):
        """One that nobody ever bore, or that somebody gave up before."""
        old = [one for one, day in self.given_up if day < self.day and one not in self.name.values()]
        return self.dice.choice(old) if old and self.dice.random() < 0.4 else self.free.pop()

    def write(self, old, new, kind):
        self.rows.append({"old": old, "new": new, "date": self.day, "kind": kind})

    def end(self, units, names):
        """Units that are no more, and the names of those that come out of them."""
        new = {max(self.became_ever()) + 1 + i: name for i, name in enumerate(names)}
        for unit in units:
            name = self.name.pop(unit)
            if name not in names:
                self.given_up.append((name, self.day))
        self.name |= new
        for first, now in self.became.items():
            self.became[first] = (now - set(units)) | (set(new) if now & set(units) else set())

    def became_ever(self):
        return {*self.start, *self.name, *(unit for units in self.became.values() for unit in units)}

    def rename(self):
        unit = self.dice.choice(list(self.name))
        old, new = self.name[unit], self.new_name()
        self.write(old, new, "改名")
        self.end([unit], [new])

    def merge(self):
        if len(self.name) < 2:
            return
        units = self.dice.sample(list(self.name), 2)
        new = self.name[units[0]] if self.dice.random() < 0.5 else self.new_name()
        for unit in units:
            self.write(self.name[unit], new, "合并")
        self.end(units, [new])

    def split(self):
        unit = self.dice.choice(list(self.name))
        names = [self.new_name(), self.free.pop()]
        for name in names:
            self.write(self.name[unit], name, "拆分")
        self.end([unit], names)

    def give_away(self):
        """A part becomes a unit of its own; the rest keeps the name, which some lists write down and some do not."""
        unit = self.dice.choice(list(self.name))
        names = [self.name[unit], self.new_name()]
        for name in names if self.dice.random() < 0.5 else names[1:]:
            self.write(self.name[unit], name, "拆分")
        self.end([unit], names)


@pytest.mark.parametrize("seeds", [range(start, start + 25) for start in range(0, 200, 25)], ids=str)
def test_every_unit_is_led_to_what_it_became(seeds):
    for seed in seeds:
        history = History(seed)
        places = pd.DataFrame(
            [("和平街道", name) for name in history.name.values()], columns=["street", "name"]
        )
        rows = history.dice.sample(history.rows, len(history.rows))  # in any order
        renames = Renames(PlaceIndex(places), changes_of(rows))
        for unit, name in history.start.items():
            today = {history.name[one] for one in history.became[unit]}
            later = renames.later(name, "和平街道", since=pd.Timestamp("2020-12-31").date())
            assert set(later.communities) == today, (seed, name, history.rows)
            assert later.street == "和平街道"
            found = match("community", name, renames.index)
            assert found.key is None or found.key in today | {name}, (seed, name, history.rows)
