from devicekit.back_off import BackOff


def test_pauses_double_up_to_the_longest_and_begin_anew_after_a_success() -> None:
    back_off, now, pauses = BackOff(0.5, 30.0), 100.0, []
    assert back_off.is_due(now)
    for _ in range(9):
        back_off.failed(now)
        assert not back_off.is_due(back_off.due_at - 0.001)
        assert back_off.is_due(back_off.due_at)
        pauses.append(back_off.due_at - now)
        now = back_off.due_at
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    back_off.worked()
    assert back_off.is_due(now)
    back_off.failed(now)
    assert back_off.due_at - now == 0.5
