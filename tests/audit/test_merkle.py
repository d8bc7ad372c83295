"""The Merkle tree, against the published vectors of Certificate Transparency and against itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.audit.merkle import (
    EMPTY_ROOT,
    CompactRange,
    Head,
    consistency_proof,
    consistent,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)

# RFC 6962 and 9162 hash alike; these are the vectors that implementations of both share.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
_96 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_5F = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_6B = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_BC = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_CA = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_0E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
_B0 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = {
    (0, 1): [],
    (0, 8): [_96, _5F, _6B],
    (5, 8): [_BC, _CA, ROOTS[3]],
    (2, 3): [ROOTS[1]],
    (1, 5): [ROOTS[0], _5F, _BC],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [_96, _5F, _6B],
    (6, 8): [_0E, _CA, ROOTS[3]],
    (2, 5): [_5F, _BC],
    (6, 7): [_0E, _B0, ROOTS[3]],
}


def _plain(hashes):
    """Subtrees the slow way: straight from the definition."""

    def node(level, index):
        return root_of(hashes[index << level : (index + 1) << level])

    return node


def _hashes(count):
    return [leaf_hash(str(number).encode()) for number in range(count)]


def test_an_empty_tree_has_the_hash_of_nothing():
    """Section 2.1.1: MTH({}) is SHA-256 of the empty string."""
    assert root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size):
    """All eight published trees have the published roots."""
    assert root_of(map(leaf_hash, LEAVES[:size])).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index, size):
    """The published paths come out, and are accepted."""
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    proof = inclusion_proof(index, size, _plain(hashes))
    assert [step.hex() for step in proof] == INCLUSION[index, size]
    assert includes(bytes.fromhex(ROOTS[size - 1]), size, index, hashes[index], proof)


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old, new):
    """The published proofs come out, and are accepted."""
    proof = consistency_proof(old, new, _plain([leaf_hash(leaf) for leaf in LEAVES]))
    assert [step.hex() for step in proof] == CONSISTENCY[old, new]
    heads = [Head(size, bytes.fromhex(ROOTS[size - 1])) for size in (old, new)]
    assert consistent(heads[0], heads[1], proof)


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_proved_and_no_other_passes(size, data):
    """A proof holds for its own leaf, index, size and root, and for nothing near."""
    hashes = _hashes(size)
    index = data.draw(st.integers(0, size - 1))
    root = root_of(hashes)
    proof = inclusion_proof(index, size, _plain(hashes))
    assert includes(root, size, index, hashes[index], proof)
    assert not includes(root, size, index, leaf_hash(b"other"), proof)
    assert not includes(leaf_hash(b"other"), size, index, hashes[index], proof)
    assert not includes(root, size, index, hashes[index], [*proof, root])
    assert not includes(root, size, size, hashes[index], proof)
    assert not includes(root, size, -1, hashes[index], proof)
    if size > 1:
        assert not includes(root, size, (index + 1) % size, hashes[index], proof)
        assert not includes(root, size, index, hashes[index], proof[:-1])


@given(st.integers(1, 70), st.data())
def test_growth_is_proved_and_a_rewrite_is_not(new, data):
    """A tree that only grew is accepted; one whose past was changed is not."""
    hashes = _hashes(new)
    old = data.draw(st.integers(1, new))
    before, after = Head(old, root_of(hashes[:old])), Head(new, root_of(hashes))
    proof = consistency_proof(old, new, _plain(hashes))
    assert consistent(before, after, proof)
    changed = list(hashes)
    changed[data.draw(st.integers(0, old - 1))] = leaf_hash(b"changed")
    forged = Head(new, root_of(changed))
    assert not consistent(before, forged, consistency_proof(old, new, _plain(changed)))
    assert not consistent(before, forged, proof)
    assert not consistent(before, after, [*proof, after.root])
    if proof:
        assert not consistent(before, after, proof[:-1])


def test_every_pair_of_a_hundred_sizes_is_consistent():
    """Each of 100 trees, in growing order, is the beginning of each later one."""
    hashes = _hashes(100)
    nodes = _plain(hashes)
    heads = [Head(size, root_of(hashes[:size])) for size in range(1, 101)]
    held = [
        consistent(old, new, consistency_proof(old.size, new.size, nodes))
        for old in heads
        for new in heads
        if old.size <= new.size
    ]
    assert len(held) == 5050
    assert all(held)


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_range_goes_on_where_it_was_left(first, more):
    """A range kept as its hashes grows to the same root, and names the subtrees it completes."""
    hashes = _hashes(first + more)
    begun = CompactRange()
    for each in hashes[:first]:
        begun.append(each)
    resumed = CompactRange(first, begun.hashes)
    nodes = _plain(hashes)
    for each in hashes[first:]:
        for level, index, node in resumed.append(each):
            assert node == nodes(level, index)
    assert resumed.root == root_of(hashes)
    assert resumed.size == first + more


def test_proofs_of_what_is_not_there_are_refused():
    """Leaves beyond the tree, trees that shrink, and ranges with wrong hashes."""
    nodes = _plain(_hashes(4))
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(4, 4, nodes)
    with pytest.raises(ValueError, match="grows"):
        consistency_proof(0, 4, nodes)
    with pytest.raises(ValueError, match="grows"):
        consistency_proof(5, 4, nodes)
    with pytest.raises(ValueError, match="one hash"):
        CompactRange(3, [EMPTY_ROOT])
    assert not consistent(Head(0, EMPTY_ROOT), Head(4, EMPTY_ROOT), [EMPTY_ROOT])
    assert not consistent(Head(5, EMPTY_ROOT), Head(4, EMPTY_ROOT), [EMPTY_ROOT])


def test_a_node_cannot_pass_for_a_leaf():
    """The same bytes hash differently as a leaf and as a node."""
    assert leaf_hash(EMPTY_ROOT + EMPTY_ROOT) != node_hash(EMPTY_ROOT, EMPTY_ROOT)
