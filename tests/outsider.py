"""Somebody who has the public table alone and reckons: a linear program of its own, over all variables at once.

Written apart from the library's attack: every cell of the joint table is an unknown, every number printed is used
(counts, bases, missing, skipped, shares and differences as printed to a tenth of a per cent), rows are read here anew.
"""

import itertools

import numpy as np
import pandas as pd
from scipy.optimize import linprog

PRINTED = 0.0005  # half of the last digit of a share as printed


class Outsider:
    """What can be concluded from `frame` about people described by `domains` (variable: categories, None is unknown)."""

    def __init__(self, frame, domains, asked=()):
        self.frame = frame
        self.names = list(domains)
        self.cells = list(itertools.product(*domains.values()))
        self.asked = {one["id"]: one for one in asked}
        self.equal, self.most = [], []
        for row in frame.to_dict("records"):
            self._read(row)

    # --- whom a row speaks of -----------------------------------------------------------------------------------------

    def people(self, test):
        """Vector with 1 for the cells of the people whom a test of a dictionary is true of."""
        return np.array([float(test(dict(zip(self.names, cell, strict=True)))) for cell in self.cells])

    def _in_group(self, row, one):
        asked = self.asked.get(row["comparison"], {})
        for key, values in asked.get("where", {}).items():
            if one[key] not in values:
                return False
        if "=" in row["stratum"]:
            if any(one[k] != v for k, v in (part.split("=") for part in row["stratum"].split(","))):
                return False
        elif row["stratum"] and one[asked["within"]] != row["stratum"]:
            return False
        return not row["by"] or one[row["by"]] == row["group"]

    def _categories(self, row):
        merged = self.asked.get(row["comparison"], {}).get("merge", {})
        return [old for key in row["category"].split("+") for old in merged.get(key, [key])]

    def form(self, row, column):
        """Vector of the people that a column of a row of a table counts."""
        outcome, chosen = row["outcome"], self._categories(row)
        pair = self.asked.get(row["comparison"], {}).get("paired_with")

        def counted(one):
            if not self._in_group(row if not pair else row | {"by": ""}, one):
                return False
            answers = [one[outcome]] + ([one[pair]] if pair else [])
            skipped, missing = "skipped" in answers, None in answers
            if column != "count":
                return {"base": not skipped and not missing, "missing": missing and not skipped,
                        "skipped": skipped}[column]  # fmt: skip
            if pair and row["category"] == "differ":
                return not skipped and not missing and answers[0] != answers[1]
            if pair:
                return not skipped and not missing and one[row["group"]] in chosen
            return answers[0] in chosen

        return self.people(counted)

    # --- what it says ---------------------------------------------------------------------------------------------------

    def _read(self, row):
        if row["stat"] in ("count", "share") and self._of_table(row):
            for column in ("count", "base", "missing", "skipped"):
                if not pd.isna(row[column]):
                    self.equal.append((self.form(row, column), float(row[column])))
            if row["stat"] == "share" and not pd.isna(row["value"]):
                # share × base = count, to the last digit printed, whether or not either is shown
                count, base = self.form(row, "count"), self.form(row, "base")
                self.most.append((count - (row["value"] + PRINTED) * base, 0.0))
                self.most.append((-count + (row["value"] - PRINTED) * base, 0.0))
        elif row["stat"] == "difference" and row["category"] and not pd.isna(row["value"]):
            self._difference(row)

    def _of_table(self, row):
        joint = (
            row["stat"] == "count" and row["of"] == "total"
        )  # of two answers; the tests read these themselves
        mixed = row["method"] == "标准构成" or row["stratum"] == "standardised"
        return not joint and not mixed and row["category"] not in ("after", "before")

    def _difference(self, row):
        """A difference is the sum of the counts over bases, where both bases are printed."""
        pair = self.asked.get(row["comparison"], {}).get("paired_with")
        if pair or row["stratum"] == "standardised":
            return
        total = np.zeros(len(self.cells))
        for side, sign in ((row["group"], 1), (row["against"], -1)):
            shown = self.frame[
                (self.frame["comparison"] == row["comparison"]) & (self.frame["stratum"] == row["stratum"])
                & (self.frame["group"] == side) & (self.frame["stat"] == "count") & self.frame["base"].notna()
            ]  # fmt: skip
            if shown.empty or not shown["base"].iloc[0]:
                return
            total += sign * self.form(row | {"group": side}, "count") / float(shown["base"].iloc[0])
        if row["inference"] == "finite" and not str(row["method"]).endswith("（全员统计）"):
            return  # weighted by people per street and position
        self.most.append((total, row["value"] + PRINTED))
        self.most.append((-total, -row["value"] + PRINTED))

    # --- what follows ---------------------------------------------------------------------------------------------------

    def bounds(self, form, small=()):
        """The fewest and the most people of a form; `small` are forms that are known to have 1 to 4 people."""
        most = [*self.most, *((one, 4.0) for one in small), *((-one, -1.0) for one in small)]
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * form,
                A_eq=[one for one, _ in self.equal] or None, b_eq=[value for _, value in self.equal] or None,
                A_ub=[one for one, _ in most] or None, b_ub=[value for _, value in most] or None, method="highs",
            )  # fmt: skip
            assert found.status in (0, 3), found.message
            ends.append(float(form @ found.x) if found.status == 0 else -sign * np.inf)
        return tuple(ends)
