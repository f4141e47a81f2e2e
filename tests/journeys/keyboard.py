"""Somebody without a mouse: walks with the tabulator, and must always see where they are."""

import re

from playwright.sync_api import Locator, Page

FARTHEST = 150
WHERE = """async target => {
  const here = document.activeElement;
  const frame = () => new Promise(requestAnimationFrame);
  const look = () => {
    const box = here.getClientRects()[0] || here.getBoundingClientRect();
    const rings = [here, here.labels?.[0], here.parentElement].filter(Boolean).map(one => getComputedStyle(one));
    const x = Math.max(box.left, 0) + Math.min(box.width, 8) / 2, y = Math.max(box.top, 0) + Math.min(box.height, 8) / 2;
    const above = document.elementFromPoint(x, y);
    return {
      ringed: rings.some(one => one.boxShadow !== 'none' || (one.outlineStyle !== 'none' && one.outlineWidth !== '0px')),
      inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      free: !above || here.contains(above) || above.contains(here) || !!above.closest('label')?.contains(here),
    };
  };
  let seen = look();
  for (let waited = 0; waited < 90 && !(seen.inside && seen.free); waited += 1) { await frame(); seen = look(); }
  return {arrived: here === target, nowhere: here === document.body, html: here.outerHTML.slice(0, 160), ...seen};
}"""


class Keyboard:
    """Everything is found by what it is called; `page` itself is only looked at, never touched."""

    def __init__(self, page: Page):
        self.page = page

    def press(self, button: str | re.Pattern) -> None:
        self._enter("button", button)

    def follow(self, link: str | re.Pattern) -> None:
        self._enter("link", link)

    def _enter(self, role, name) -> None:
        self.walk_to(self.page.get_by_role(role, name=name, exact=isinstance(name, str)).filter(visible=True).first)
        self.page.keyboard.press("Enter")

    def write(self, label: str | re.Pattern, text: str) -> None:
        """Write into a field, instead of what stands there."""
        self.walk_to(self.page.get_by_label(label, exact=isinstance(label, str)).first)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def tick(self, label: str | re.Pattern) -> None:
        self.walk_to(self.page.get_by_label(label, exact=isinstance(label, str)).first)
        self.page.keyboard.press("Space")

    def choose(self, radio: Locator) -> None:
        """The tabulator enters a group of radio buttons once; the arrows walk inside it."""
        group = self.page.locator(f"input[name='{radio.get_attribute('name')}']")
        checked = group.and_(self.page.locator(":checked"))
        self.walk_to(checked.first if checked.count() else group.first)
        for _ in range(group.count()):
            if radio.evaluate("one => one === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert radio.is_checked()

    def select(self, label: str | re.Pattern, option: str) -> None:
        field = self.page.get_by_label(label, exact=isinstance(label, str)).first
        self.walk_to(field)
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.evaluate("one => one.selectedOptions[0].label") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no {option} in {label}")

    def open(self, summary: str | re.Pattern) -> None:
        """Unfold what stands under a line; nothing happens where it is open already."""
        line = self.page.locator("summary").filter(has_text=summary).filter(visible=True).first
        if not line.evaluate("one => one.parentElement.open"):
            self.walk_to(line)
            self.page.keyboard.press("Enter")

    def walk_to(self, target: Locator) -> None:
        """Forwards until the target has the focus; every stop on the way can be seen."""
        element = target.element_handle()
        hidden = []
        for _ in range(FARTHEST):
            here = self.page.evaluate(WHERE, element)
            if not here["nowhere"] and not (here["ringed"] and here["inside"] and here["free"]):
                hidden.append(here)
            if here["arrived"]:
                assert not hidden, hidden
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached by keyboard; the focus is on {here['html']}")
