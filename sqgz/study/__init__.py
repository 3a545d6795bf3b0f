"""What the researcher declared: study.yaml, read, validated and complete."""

from sqgz.study.codebooks import codebook_names, codebook_variable, load_codebook
from sqgz.study.loading import Study, load_study
from sqgz.study.schema import Category, Codebook, Comparison, FinerCategory, Variable

__all__ = [
    "Category",
    "Codebook",
    "Comparison",
    "FinerCategory",
    "Study",
    "Variable",
    "codebook_names",
    "codebook_variable",
    "load_codebook",
    "load_study",
]
