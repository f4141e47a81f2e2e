"""What a document says: plain, frozen values between the register and the page. Knows no database and no request."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True)
class ComponentLine:
    """One row of the supplement; minutes by learning mode, and by what the component is proven."""

    title: str
    kind: str
    presence: int
    live_online: int
    self_study: int
    practice: int
    proof: str

    @property
    def minutes(self) -> int:
        return self.presence + self.live_online + self.self_study + self.practice


@dataclass(frozen=True)
class AttendanceLine:
    """One row of the participation record: attended of planned synchronous minutes, always as they were."""

    title: str
    begins_on: date
    ends_on: date
    attended: int
    planned: int


@dataclass(frozen=True)
class Content:
    """Everything printed on a document. `code` is the bare sixteen symbols; minutes are integers, dates are days."""

    kind: str
    number: str
    code: str
    given_name: str
    family_name: str
    programme: str
    version: str
    ue_minutes: int
    issuer: str
    place: str
    issued_on: date
    wording: dict
    address: str
    function: str = ""
    total_minutes: int = 0
    begins_on: date | None = None
    ends_on: date | None = None
    topic: str = ""
    valid_until: date | None = None
    birth_date: date | None = None
    components: tuple[ComponentLine, ...] = ()
    competences: tuple[str, ...] = ()
    attendance: tuple[AttendanceLine, ...] = ()
    is_regular: bool = False
    is_sample: bool = False

    @property
    def holder(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def as_json(self) -> dict:
        """Plain JSON values; `from_json` gives the same content back."""
        return json.loads(json.dumps(asdict(self), default=date.isoformat))

    @classmethod
    def from_json(cls, data: dict) -> "Content":
        days = {name: data[name] and date.fromisoformat(data[name]) for name in DAYS}
        attendance = tuple(
            AttendanceLine(
                **{
                    **line,
                    "begins_on": date.fromisoformat(line["begins_on"]),
                    "ends_on": date.fromisoformat(line["ends_on"]),
                }
            )
            for line in data["attendance"]
        )
        components = tuple(ComponentLine(**line) for line in data["components"])
        rows = {"components": components, "attendance": attendance, "competences": tuple(data["competences"])}
        return cls(**{**data, **days, **rows})


DAYS = ("issued_on", "begins_on", "ends_on", "valid_until", "birth_date")


def hash_of(data: dict, salt: str) -> str:
    """The salted fingerprint of a content; deleting the salt makes the register anonymous."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{canonical}".encode()).hexdigest()
