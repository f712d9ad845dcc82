"""The table of buyers: who is recommended what, judged by people who have not read the rules."""

from buyers import buyers, judged


def test_every_buyer_is_recommended_what_a_good_salesperson_would_name():
    verdicts = [judged(buyer) for buyer in buyers()]
    assert len(verdicts) >= 70
    assert [str(verdict) for verdict in verdicts if verdict.faults] == []


def test_paid_yearly_is_no_reason():
    told = [reason for buyer in buyers() for one in judged(buyer).named for reason in one.reasons]
    assert [reason for reason in told if reason in {"paid yearly", "paid monthly"}] == []
    assert len(told) > 100
