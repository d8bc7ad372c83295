"""The Merkle tree of RFC 9162 section 2.1: roots, proofs, and their verification.

Hashes are 32 bytes of SHA-256. A leaf is hashed behind a zero byte, a node behind a one, so neither
can be passed off as the other. Indexes and sizes count leaves from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()

Completed: TypeAlias = tuple[int, int, bytes]
"""Level, index and hash of a subtree of 2^level leaves that begins at leaf index * 2^level."""

Nodes: TypeAlias = Callable[[int, int], bytes]
"""Gives the hash of such a subtree by its level and index."""


def leaf_hash(leaf: bytes) -> bytes:
    """MTH of one leaf (section 2.1.1)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """MTH of two subtrees side by side (section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """A tree's size and root."""

    size: int
    root: bytes


class CompactRange:
    """The first `size` leaves as the hashes of their largest whole subtrees, at most 64 of them.

    All that is needed to append, whatever the size.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """A range of so many leaves.

        Raises:
            ValueError: the number of hashes does not go with the size.
        """
        self.size = size
        self._hashes = list(hashes)
        if size < 0 or len(self._hashes) != size.bit_count():
            raise ValueError("A range has one hash for each bit of its size.")

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Of the subtrees, the largest first."""
        return tuple(self._hashes)

    @property
    def root(self) -> bytes:
        """MTH of all leaves."""
        if not self._hashes:
            return EMPTY_ROOT
        *rest, root = self._hashes
        for left in reversed(rest):
            root = node_hash(left, root)
        return root

    @property
    def head(self) -> Head:
        return Head(self.size, self.root)

    def append(self, leaf: bytes) -> list[Completed]:
        """Appends the hash of a leaf; gives the subtrees of two leaves and more that it ends."""
        level, node, completed = 0, leaf, []
        while self.size >> level & 1:
            node = node_hash(self._hashes.pop(), node)
            level += 1
            completed.append((level, self.size >> level, node))
        self._hashes.append(node)
        self.size += 1
        return completed


def root_of(leaves: Iterable[bytes]) -> bytes:
    """MTH of the leaves with these hashes."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[size]) of section 2.1.3.1: shows that the leaf is in the tree of this size."""
    if not 0 <= index < size:
        raise ValueError("The leaf is not in a tree of this size.")
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_subtree(middle, end, nodes))
            end = middle
        else:
            proof.append(_subtree(start, middle, nodes))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """PROOF(old, D[new]) of section 2.1.4.1: shows that the old tree only grew into the new one."""
    if not 0 < old <= new:
        raise ValueError("A tree grows from at least one leaf.")
    proof, start, end = [], 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_subtree(middle, end, nodes))
            end = middle
        else:
            proof.append(_subtree(start, middle, nodes))
            start = middle
    if start:  # the old tree's root is known to whoever asks only where it is a whole subtree
        proof.append(_subtree(start, end, nodes))
    return proof[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from the leaf's hash to the root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(step, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: Head, new: Head, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the old tree is the beginning of the new (section 2.1.4.2)."""
    if old.size == new.size:
        return not proof and old.root == new.root
    if not 0 < old.size < new.size or not proof:
        return False
    steps = list(proof) if old.size & (old.size - 1) else [old.root, *proof]
    number, last = old.size - 1, new.size - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, step)
        number, last = number >> 1, last >> 1
    return last == 0 and first == old.root and second == new.root


def _split(size: int) -> int:
    """The largest power of two below the size: how many leaves go to the left."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(start: int, end: int, nodes: Nodes) -> bytes:
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return nodes(level, start >> level)
    middle = start + _split(size)
    return node_hash(_subtree(start, middle, nodes), _subtree(middle, end, nodes))
