"""The count of what the journeys visit is itself held to account."""

from tests.journeys.visits import addresses, routes_of, routes_visited


def test_an_answer_counts_for_the_route_and_method_that_gave_it() -> None:
    lines = ["GET 200 /people/7", "POST 303 /people/7/notes", "GET 200 /static/mark.svg", "GET 200 /nowhere"]
    visited = routes_visited(lines, addresses())
    assert visited == {("GET", "subjects.case_file"), ("POST", "subjects.note"), ("GET", "static")}


def test_a_refusal_is_no_visit() -> None:
    assert not routes_visited(["POST 422 /people/7/notes", "GET 404 /people/7"], addresses())


def test_every_route_is_to_be_visited() -> None:
    assert {("POST", "reviews.decide"), ("GET", "today.today")} <= routes_of(addresses())
