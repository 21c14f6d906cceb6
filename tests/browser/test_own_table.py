"""A visitor brings a table: in a real browser, under the real policy, with a real worker."""

import io
import re

import numpy as np

OPENED = ("/Projections?data=digits&o_method=tsne#table",)
RNG = np.random.default_rng(3)


def csv(rows):
    lines = [f"{x:.4f},{y:.4f},{z:.4f},{kind}" for (x, y, z), kind in rows]
    return "\n".join(["a,b,c,kind", *lines]).encode()


def test_a_link_to_a_section_brings_it_into_view(stay):
    heading = stay.page.get_by_role("heading", name="And a table of your own?")
    stay.until(lambda: 0 <= heading.bounding_box()["y"] < 850, "the section is in the window")


def test_a_table_is_brought_mapped_and_removed_and_a_bad_one_is_refused(stay):
    rows = [(RNG.normal(size=3) + 8 * (i % 2), ("left", "=right")[i % 2]) for i in range(60)]
    page = stay.page
    files = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    files.set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,two\n"})
    page.get_by_text("too few for a map").first.wait_for()
    files.set_input_files({"name": "own.csv", "mimeType": "text/csv", "buffer": csv(rows)})
    page.get_by_text("60 points, 3 columns, 2 classes").first.wait_for()
    stay.shows(page.get_by_text("too few for a map"), 0)
    before = page.locator("[data-testid=stVegaLiteChart]").count()
    page.get_by_role("button", name="Map it").last.click()
    page.get_by_text("of your 60 points").first.wait_for()
    stay.shows(page.locator("[data-testid=stVegaLiteChart]"), before + 1)
    assert "own.csv" not in page.url
    page.get_by_role("button", name="Remove the table").click()
    page.get_by_text("of your 60 points").first.wait_for(state="detached")


def test_an_archive_that_unpacks_to_too_much_is_refused_while_the_app_goes_on(stay):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, X=np.zeros((60_000, 900), dtype=np.float64))
    page = stay.page
    files = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    files.set_input_files({"name": "x.npz", "mimeType": "application/octet-stream", "buffer": buffer.getvalue()})
    page.get_by_text("The archive unpacks to 411 MB").first.wait_for()


def test_what_else_is_moved_while_it_is_read_does_not_lose_it(stay):
    rows = "\n".join(",".join(map(str, row)) for row in RNG.normal(size=(8_000, 120)).round(3).tolist())
    page = stay.page
    files = page.locator("[data-testid=stFileUploaderDropzoneInput]")
    files.set_input_files({"name": "own.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.get_by_text(re.compile("Reading your table|Waiting: ")).first.wait_for()
    page.locator("[data-testid=stButtonGroup]").filter(has_text="UMAP").first.get_by_text("UMAP").click()
    page.get_by_text("8,000 points, 120 columns, no classes").first.wait_for()
