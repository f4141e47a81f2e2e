"""H: what a browser fetches for course page and unit, with an empty and with a full cache."""

from dataclasses import dataclass

from playwright.sync_api import sync_playwright


@dataclass(frozen=True)
class Weight:
    """Requests and bytes over the wire of one visit, and the nodes of the page."""

    requests: int
    bytes: int
    nodes: int


def weigh(port: int, path: str, session: str) -> tuple[Weight, Weight]:
    """The page cold and warm."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        context.add_cookies([{"name": "sessionid", "value": session, "url": f"http://127.0.0.1:{port}"}])
        page = context.new_page()
        weights = _visit(page, path), _visit(page, path)
        browser.close()
    return weights


def _visit(page, path: str) -> Weight:
    sizes: list[int] = []
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(path, wait_until="networkidle")
    nodes = page.evaluate("document.querySelectorAll('*').length")
    devtools.detach()
    fetched = [size for size in sizes if size]
    return Weight(len(fetched), sum(fetched), nodes)
