"""Which words can be students' names, and which of a class would be taken for another's."""

from __future__ import annotations

import unicodedata

import pytest

from autograder.course.student_name import look_alikes, unfit

ZOE = unicodedata.normalize("NFC", "Zoé")


@pytest.mark.parametrize(
    "name", ["ada", "Ada Lovelace_12345", "Анна", "O'Neil", "Smith, Jane", "李小龍", ZOE, "jean-luc", "a;b"]
)
def test_people_s_names_are_names(name: str) -> None:
    assert unfit(name) == "" and look_alikes([name]) == {}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("ada ", "nobody sees"),
        (" ada", "nobody sees"),
        ("ada  lovelace", "nobody sees"),
        ("ada\u3164", "nobody sees"),  # a Hangul letter that is a blank
        ("a\u034fda", "nobody sees"),
        ("ada\u2800", "nobody sees"),
        ("ada\ufe0f", "nobody sees"),
        ("ada\u200b", "becomes a folder's"),
        ("ada\u00a0", "becomes a folder's"),
        ("a\u202eda", "becomes a folder's"),
        ("=1+1", "a formula"),
        ("a;=1+1", "a formula"),
        ("a; '@x", "a formula"),
        ("b,-2", "a formula"),
        ("a;\uff1d1", "a formula"),
        ("..", "becomes a folder's"),
        ("a/b", "becomes a folder's"),
        ("Index.HTML", "the whole class"),
    ],
)
def test_what_misleads_is_not_a_name(name: str, says: str) -> None:
    assert says in unfit(name)


@pytest.mark.parametrize("other", ["\u0430da", "ad\u0430", "\uff41da", "\u0251da"])
def test_a_name_that_looks_like_another_is_listed_and_the_other_is_not(other: str) -> None:
    found = look_alikes(["ada", other, "ben"])
    assert list(found) == [other] and "looks like 'ada'" in found[other]


def test_one_name_in_two_spellings_of_its_letters_is_one_name() -> None:
    assert list(look_alikes([ZOE, unicodedata.normalize("NFD", ZOE)])) == [unicodedata.normalize("NFD", ZOE)]


def test_whole_words_of_another_alphabet_are_looked_at_too() -> None:
    assert list(look_alikes(["ace", "\u0430\u0441\u0435"])) == ["\u0430\u0441\u0435"]
