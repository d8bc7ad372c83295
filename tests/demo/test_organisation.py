from collections import Counter

from clawback.demo.organisation import CHIEF, Department, found


def test_about_two_hundred_people_who_are_all_different():
    """The organisation is as large as promised; nobody shares an address."""
    people = found().people
    assert len(people) == 200
    assert len({person.address for person in people}) == 200


def test_the_same_seed_founds_the_same_organisation():
    """Nothing depends on the process or the hour."""
    assert found("x").people == found("x").people
    assert found("x").people != found("y").people


def test_everybody_but_the_chief_has_a_manager_who_exists():
    """Managers lead up to the chief."""
    organisation = found()
    assert organisation.chief.name == CHIEF
    for person in organisation.people[1:]:
        manager = organisation.by_local[person.manager]
        assert manager is organisation.chief or manager.manager == organisation.chief.local


def test_all_departments_and_several_sites_have_people():
    """A screen full of it looks like a company."""
    organisation = found()
    assert all(organisation.departments[department] for department in Department)
    assert len(Counter(person.site.city for person in organisation.people)) == 9


def test_colleagues_are_the_others_of_a_department():
    """Nobody is their own colleague."""
    organisation = found()
    person = organisation.people[20]
    colleagues = organisation.colleagues(person)
    assert person not in colleagues
    assert {c.department for c in colleagues} == {person.department}


def test_every_person_and_shared_mailbox_has_an_account():
    """Accounts are what Maildirs are made for."""
    organisation = found()
    assert len(set(organisation.accounts)) == 200 + len(organisation.shared)
