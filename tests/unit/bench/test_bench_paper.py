from motcua.bench.paper import paper


def test_a_ticket_is_within_its_bytes_and_beside_the_same_by_the_library_alone() -> None:
    figures = paper(5)
    assert figures["raster_bytes"] <= 14_000  # type: ignore[operator]
    assert figures["tcvn3_bytes"] <= 1_200  # type: ignore[operator]
    assert figures["escpos_image_bytes"] > 2 * figures["raster_bytes"]  # type: ignore[operator]
    wrong = figures["escpos_text_letters_wrong_on"]
    assert isinstance(wrong, dict)
    assert wrong["P822D"] and wrong["RP326"]
    assert set(figures["encode_ms"]) == {"p50", "p99"}  # type: ignore[arg-type]
    assert figures["first_dot_ms"] <= 600  # type: ignore[operator]
    assert figures["line_excess_ms"] <= 200  # type: ignore[operator]
    assert figures["starved_usb_ms"] == figures["starved_tcp_ms"] == 0
    # In real time, on a machine that does other things: a head that waits for every band stands still for longer.
    assert figures["starved_socket_ms"] <= 100  # type: ignore[operator]
