"""From sheets of text to records: matching, people, derived values, questions to people, and the ledger."""

from sqgz.cleaning.matching import Match, match
from sqgz.cleaning.records import Cleaned, clean
from sqgz.cleaning.saving import load_ledger, load_places, load_records, save_cleaned

__all__ = ["Cleaned", "Match", "clean", "load_ledger", "load_places", "load_records", "match", "save_cleaned"]
