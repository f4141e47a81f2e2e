"""What stands in the way of a new version, or is worth knowing before it is published."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Finding:
    """One sentence about one page; a blocking finding has to be mended first."""

    page_id: int
    title: str
    sentence: str
    is_blocking: bool = True

    @property
    def address(self) -> str:
        """Where the page is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.page_id])
