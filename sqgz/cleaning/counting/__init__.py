"""Counts that come instead of people: published tables and 汇总表 of streets, checked and turned into cells."""
