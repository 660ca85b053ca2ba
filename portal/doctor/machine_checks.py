"""The machine, the settings and the policy."""

import os
import resource
import shutil
import stat
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from portal.doctor import Check, Patient, Skip, unless
from portal.domain.policy.calendar import BeyondCalendar, local
from portal.services import policy_report
from portal.settings import ROOT, Settings

GIB = 1 << 30
ROOM = 2 * GIB  # bytes free where records and data lie
MEMORY = 1 * GIB
FILES = 1024
AHEAD = timedelta(days=365)  # how far the bank holidays should be known


def _environment(patient: Patient) -> str:
    if patient.settings.production:
        return ""
    return "PORTAL_ENV is not 'production': this is the demo, on published keys. Set it before anybody is served."


def _settings(patient: Patient) -> str:
    """Those of a command, which every process has; a door and the worker refuse to start without their own."""
    return " ".join(Settings.collect(patient.environment)[1])


def _readable_by_others(_patient: Patient) -> str:
    path = Path(".env")
    if not path.exists():
        raise Skip("there is no .env in this folder")
    loose = stat.S_IMODE(path.stat().st_mode) & (stat.S_IRGRP | stat.S_IROTH)
    return unless(not (loose), f"{path.absolute()} can be read by others on this machine: `chmod 600 .env`.")


def _python(_patient: Patient) -> str:
    return unless(sys.version_info >= (3, 11), "Python is older than 3.11: install a newer one and set up again.")


def _superuser(patient: Patient) -> str:
    if not patient.settings.production:
        raise Skip("the demo may run as anybody")
    return unless(os.geteuid() != 0, "This runs as root: give the portal a user of its own.")


def _records(patient: Patient) -> str:
    folder = patient.context.records
    if folder is None:
        raise Skip("this process keeps no records")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror}): give it to the portal's user."
    return ""


def _room(folder: Path) -> str:
    free = shutil.disk_usage(folder).free
    return unless(not (free < ROOM), f"{folder} has {free / GIB:.1f} GiB free: make room for {ROOM / GIB:.0f}.")


def _room_for_records(patient: Patient) -> str:
    folder = patient.context.records
    if folder is None or not folder.exists():
        raise Skip("there is no folder of records here")
    return _room(folder)


def _room_for_files(_patient: Patient) -> str:
    folder = Path(tempfile.gettempdir())
    free = shutil.disk_usage(folder).free
    return unless(not (free < GIB // 16), f"{folder} has less than 64 MiB free, and PDFs are made there: make room.")


def _memory(_patient: Patient) -> str:
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable"))
    return unless(not (free < MEMORY), f"{free / GIB:.1f} GiB of memory are free: a door needs about 1.5 GiB at worst.")


def _files(_patient: Patient) -> str:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return unless(not (most < FILES), f"A process may open {most} files: raise it (LimitNOFILE in systemd) to {FILES}.")


def _time_zone(patient: Patient) -> str:
    summer = patient.context.now().replace(month=7, day=1).astimezone(ZoneInfo("Europe/London"))
    fits = summer.utcoffset() == timedelta(hours=1)
    return unless(fits, "The time zone data is wrong: update the package tzdata.")


def _assets(_patient: Patient) -> str:
    there = (ROOT / "build" / "assets" / "manifest.json").exists()
    return unless(there, "There are no styles and scripts: run `make assets`, or build the image again.")


def _pdf(_patient: Patient) -> str:
    try:
        import weasyprint  # noqa: F401, PLC0415  # it loads Pango
    except OSError:
        return "PDFs cannot be made: install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0."
    return ""


def _languages(patient: Patient) -> str:
    wanted = set(patient.context.pack.council.languages) - {"en"}
    lacking = sorted(
        each for each in wanted if not (ROOT / "translations" / each / "LC_MESSAGES" / "messages.po").exists()
    )
    return unless(not (lacking), f"The policy offers languages that are not translated: {', '.join(lacking)}.")


def _policy(patient: Patient) -> str:
    packs, council = patient.context.packs, patient.context.council
    return packs.why_not_in_force(council, local(patient.context.now()).date()) or ""


def _policy_faults(patient: Patient) -> str:
    packs, today = patient.context.packs, local(patient.context.now()).date()
    faults = [str(each) for pack in packs.begun(patient.context.council, today) for each in packs.faults(pack)]
    return " ".join([*faults[:1], "`portal check-packs` lists all."]) if faults else ""


def _policy_confirmed(patient: Patient) -> str:
    pack = patient.context.pack
    return unless(pack.confirmed, f"The council has not confirmed the stages of {pack.id}: have them confirmed.")


def _policy_expired(patient: Patient) -> str:
    checked = policy_report.check(patient.context.packs, patient.context.now())
    ours = next(each for each in checked["packs"] if each["pack"] == patient.context.pack.id)
    over = [warning for warning in ours["warnings"] if "expired" in warning]
    return unless(not (over), f"{over[0]} Ask the council for the one in force now.")


def _bank_holidays(patient: Patient) -> str:
    day = local(patient.context.now() + AHEAD).date()
    try:
        patient.context.calendar.add_working(day, 1)
    except BeyondCalendar as beyond:
        return f"{beyond} Deploy a version of the portal that knows more."
    return ""


def _telephones(patient: Patient) -> str:
    lacking = [key for key in ("front_door", "out_of_hours") if not patient.context.pack.contacts[key].telephone]
    return unless(not (lacking), f"The policy has no telephone for: {', '.join(lacking)}. Error pages name it.")


CHECKS = (
    Check("The environment is production", _environment),
    Check("The settings are whole", _settings),
    Check("The file of settings is nobody else's to read", _readable_by_others),
    Check("Python is new enough", _python),
    Check("The portal runs as a user of its own", _superuser),
    Check("The folder of records can be written", _records),
    Check("There is room for records", _room_for_records),
    Check("There is room for files that are made", _room_for_files),
    Check("There is memory", _memory),
    Check("A process may open enough files", _files),
    Check("The time zone is known", _time_zone),
    Check("Styles and scripts are there", _assets),
    Check("PDFs can be made", _pdf),
    Check("Every language of the policy is translated", _languages),
    Check("A policy is in force", _policy),
    Check("The policies that have begun have no fault", _policy_faults),
    Check("The council has confirmed its stages", _policy_confirmed),
    Check("The policy has not expired", _policy_expired),
    Check("Bank holidays are known for a year", _bank_holidays),
    Check("The policy has the numbers to call", _telephones),
)
