"""The random numbers behind initial weights, against the answers published with the method."""

import numpy as np
import pytest

from playground.lessons.philox import philox, random_words

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES, ONES, ONES, ONES), (ONES, ONES), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_it_gives_the_known_answers(counter: tuple[int, ...], key: tuple[int, int], answer: tuple[int, ...]) -> None:
    # Random123's `kat_vectors`, philox4x32 with ten rounds.
    assert philox(np.array([counter], np.uint64), key).tolist() == [list(answer)]


def test_any_part_of_the_sequence_is_had_at_once() -> None:
    far = np.array([2**32 + 1, 3])
    np.testing.assert_array_equal(random_words(5, np.arange(8))[3], random_words(5, far)[1])
    assert not np.array_equal(random_words(5, far)[0], random_words(5, np.array([1]))[0])
    assert not np.array_equal(random_words(5, far), random_words(6, far))
