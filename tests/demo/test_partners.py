from ipaddress import ip_address, ip_network

from clawback.demo.partners import LOOKED_ALIKE, Dealing, partners

DOCUMENTATION = ip_network("203.0.113.0/24")


def test_customers_and_suppliers_are_the_same_for_the_same_seed():
    """Partners repeat, and there are enough of both kinds."""
    found = partners()
    assert found == partners()
    assert sum(partner.dealing is Dealing.CUSTOMER for partner in found) >= 30
    assert sum(partner.dealing is Dealing.SUPPLIER for partner in found) >= 15


def test_each_partner_has_a_domain_an_address_and_people_of_its_own():
    """Nothing of two partners is mixed up, and servers stand in a documentation block."""
    found = partners()
    assert len({p.domain for p in found}) == len({p.ip for p in found}) == len(found)
    for partner in found:
        assert ip_address(partner.ip) in DOCUMENTATION
        assert len(partner.contacts) >= 1
        assert all(one.address.endswith(f"@{partner.domain}") for one in partner.contacts)


def test_the_supplier_that_is_imitated_exists():
    """The hijacked conversation has somebody to imitate."""
    assert LOOKED_ALIKE in {partner.domain for partner in partners()}
