"""How numbers, days and times are written in German. No rounding ever makes a limit look reached."""

from datetime import date, datetime, time

from django.utils import timezone

from lms.working_days import working_days_between

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW_NO_BREAK = "\N{NARROW NO-BREAK SPACE}"
MINUTES_PER_UE = 45
NUMBER_WORDS = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember")


def decimal_cut(numerator: int, denominator: int, *, keep_zeros: bool = False) -> str:
    """A fraction with at most two decimals and a comma; further decimals are cut off, so 79,999 stays 79,99."""
    hundredths = abs(numerator) * 100 // denominator
    whole, rest = divmod(hundredths, 100)
    decimals = f",{rest:02d}"
    if not keep_zeros:
        decimals = decimals.rstrip("0").rstrip(",")
    sign = "-" if numerator < 0 and hundredths else ""
    return f"{sign}{thousands(whole)}{decimals}"


def thousands(number: int) -> str:
    """1101 as "1 101", with a narrow no-break space from four digits on."""
    return f"{number:,}".replace(",", NARROW_NO_BREAK)


def ue(minutes: int) -> str:
    """Minutes as Unterrichtseinheiten: 337 minutes are "7,48 UE", not 7,49."""
    return f"{decimal_cut(minutes, MINUTES_PER_UE)}{NO_BREAK}UE"


def ue_compared(minutes: int) -> str:
    """UE that stand beside a limit or another amount: two decimals unless whole, so that "57,57" and "57,60" compare at sight."""
    return f"{decimal_cut(minutes, MINUTES_PER_UE, keep_zeros=minutes % MINUTES_PER_UE != 0)}{NO_BREAK}UE"


def ue_missing(minutes: int) -> str:
    """What is missing, rounded up, because what is there is cut off: the two shown add up to the limit."""
    hundredths = -(-minutes * 100 // MINUTES_PER_UE)
    return f"{decimal_cut(hundredths, 100, keep_zeros=hundredths % 100 != 0)}{NO_BREAK}UE"


def minutes(count: int) -> str:
    return f"{thousands(count)}{NO_BREAK}{'Minute' if count == 1 else 'Minuten'}"


def minutes_and_ue(count: int) -> str:
    """ "90 Minuten (2 UE)" """
    return f"{minutes(count)} ({ue(count)})"


def duration(count: int) -> str:
    """Minutes as whole hours where they are some: "24 Stunden", "1 Stunde", "90 Minuten"."""
    if not count or count % 60:
        return minutes(count)
    hours = count // 60
    return f"{thousands(hours)}{NO_BREAK}{'Stunde' if hours == 1 else 'Stunden'}"


def times(count: int) -> str:
    """How often: "einmal", "zweimal", from 13 on in digits."""
    return f"{NUMBER_WORDS[count - 1]}mal" if 0 < count <= len(NUMBER_WORDS) else f"{thousands(count)}-mal"


def and_more(words: str, count: int) -> str:
    """ "R1 und 2 weitere"; the words alone where nothing follows them."""
    return f"{words} und {thousands(count)} weitere" if count > 0 else words


def percent(numerator: int, denominator: int) -> str:
    """ "79,97 %" to the nearest hundredth, but never up to a whole percent: 79,996 is "79,99 %", so no limit looks reached."""
    if not denominator:
        return "–"
    hundredths = numerator * 10_000 // denominator
    rounds_up = 2 * (numerator * 10_000 - hundredths * denominator) >= denominator
    if rounds_up and (hundredths + 1) % 100:
        hundredths += 1
    return f"{decimal_cut(hundredths, 100, keep_zeros=True)}{NO_BREAK}%"


def local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime) -> str:
    """ "3. Mai 2027", for running text."""
    value = local(value)
    return f"{value.day}.{NO_BREAK}{MONTHS[value.month - 1]} {value.year}"


def day_short(value: date | datetime) -> str:
    """ "03.05.2027", for tables and fields."""
    return f"{local(value):%d.%m.%Y}"


def clock(value: datetime | time) -> str:
    """ "17:30 Uhr" """
    shown = local(value) if isinstance(value, datetime) else value
    return f"{shown:%H:%M}{NO_BREAK}Uhr"


def clock_range(start: datetime, end: datetime) -> str:
    """ "17:30 bis 19:00 Uhr" """
    return f"{local(start):%H:%M} bis {clock(end)}"


def moment(value: datetime) -> str:
    """ "3. Mai 2027, 17:30 Uhr" """
    return f"{day(value)}, {clock(value)}"


def waiting_time(since: datetime, now: datetime) -> str:
    """ "seit 6 Werktagen", "seit heute" """
    first, today = timezone.localtime(since).date(), timezone.localtime(now).date()
    days = working_days_between(first, today)
    if first == today:
        return "seit heute"
    if not days:
        return "seit weniger als einem Werktag"
    return f"seit {days}{NO_BREAK}{'Werktag' if days == 1 else 'Werktagen'}"


def filesize_de(size: int) -> str:
    """Bytes as "4 kB" or "1,2 MB", with one decimal; a file that is not empty has at least 1 kB."""
    if size < 100_000:
        return f"{max(1, round(size / 1000)) if size else 0}{NO_BREAK}kB"
    return f"{size / 1_000_000:.1f}{NO_BREAK}MB".replace(".", ",")
