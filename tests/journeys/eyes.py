"""What only eyes would see: text that is cut off or lies beside its box once a reader spaces it out (WCAG 1.4.12)."""

from playwright.sync_api import Page

SPACE_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }
  `);
  document.adoptedStyleSheets = [sheet];
}"""
"""An adopted sheet: the policy forbids style elements and attributes."""
CLOSE_UP = "() => { document.adoptedStyleSheets = []; }"
LOST = """() => {
  const html = here => here.outerHTML.replace(/\\s+/g, ' ').slice(0, 140);
  const scrolls = here => ['auto', 'scroll'].includes(getComputedStyle(here).overflowX);
  const isInScroller = here => here && here !== document.documentElement && (scrolls(here) || isInScroller(here.parentElement));
  const isMeantForEars = here => here.clientWidth <= 1 || !!here.closest('.kern-sr-only');
  const runsOn = here => ['inline', 'contents'].includes(getComputedStyle(here).display);
  const boxOf = here => runsOn(here) ? boxOf(here.parentElement) : here;
  const marginOf = here => {
    const column = here.closest('.qc-wrap');
    return column ? column.getBoundingClientRect().right - parseFloat(getComputedStyle(column).paddingRight) : innerWidth;
  };
  const words = document.createRange();
  const found = new Set();
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) found.add(`${wide} wide at ${innerWidth}`);
  for (const here of document.body.querySelectorAll('*')) {
    if (!here.checkVisibility() || here.closest('svg, select, video, audio, iframe')) continue;
    const style = getComputedStyle(here);
    if (here.innerText?.trim() && !isMeantForEars(here) && !['visible', 'auto', 'scroll'].includes(style.overflowX)) {
      if (here.scrollWidth > here.clientWidth + 1) found.add(`cut off at the side: ${html(here)}`);
    }
    if (here.innerText?.trim() && !isMeantForEars(here) && !['visible', 'auto', 'scroll'].includes(style.overflowY)) {
      if (here.scrollHeight > here.clientHeight + 1) found.add(`cut off below: ${html(here)}`);
    }
    for (const text of here.childNodes) {
      if (text.nodeType !== Node.TEXT_NODE || !text.data.trim() || isMeantForEars(here) || isInScroller(here)) continue;
      words.selectNodeContents(text);
      const lines = [...words.getClientRects()], box = boxOf(here).getBoundingClientRect();
      const right = Math.max(...lines.map(one => one.right)), bottom = Math.max(...lines.map(one => one.bottom));
      if (right > marginOf(here) + 1) found.add(`runs into the margin: ${html(here)}`);
      if (right > box.right + 1) found.add(`sticks out at the side: ${html(here)}`);
      if (bottom > box.bottom + 1) found.add(`sticks out below: ${html(here)}`);
    }
  }
  return [...found];
}"""
"""Everything that reads other than it should: the page scrolls sideways, a box hides the rest, words stick out."""


def lost_when_spaced_out(page: Page) -> list[str]:
    page.evaluate(SPACE_OUT)
    found = page.evaluate(LOST)
    page.evaluate(CLOSE_UP)
    return found
