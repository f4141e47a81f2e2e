"""Markdown becomes body blocks; HTML in the source is never trusted."""

from cms_pages.markdown import body_from


def test_paragraphs_and_lists_are_one_text():
    assert body_from("Erster **Absatz**.\n\n- eins\n- zwei") == [
        {"type": "text", "value": "<p>Erster <b>Absatz</b>.</p><ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"}
    ]


def test_a_heading_parts_the_text():
    assert [block["type"] for block in body_from("Vorher.\n\n#### Rückhalt *prüfen*\n\nNachher.")] == ["text", "heading", "text"]
    assert body_from("#### Rückhalt *prüfen*")[0]["value"] == "Rückhalt prüfen"


def test_a_quotation_may_name_its_source():
    assert body_from("> Das Quartier beginnt vor der Haustür.\n> – Gespräch im Teilort") == [
        {"type": "quotation", "value": {"text": "Das Quartier beginnt vor der Haustür.", "source": "Gespräch im Teilort"}}
    ]


def test_a_table_keeps_its_rows():
    assert body_from("| Ziel | Zeit |\n| --- | --- |\n| Laden | 30 |") == [
        {"type": "table", "value": {"caption": "Ziel", "rows": "Ziel | Zeit\nLaden | 30"}}
    ]


def test_html_is_shown_and_not_run():
    (block,) = body_from("<script>alert(1)</script>\n\nText <b onclick='x'>mit Marken</b>.")

    assert "<script" not in block["value"]
    assert "<b onclick" not in block["value"]


def test_a_link_that_would_run_script_is_no_link():
    (block,) = body_from("[hier](javascript:alert(1))")

    assert "href" not in block["value"]
