"""For build servers: JUnit XML, one test case a shape.

A case fails where a finding is as grave as the threshold, and is an error where the run was stopped or checked nothing;
other findings stand in `system-out`. A case lists up to twenty findings.
"""

import re
from typing import Final
from xml.etree import ElementTree as XmlTree

from graph.counting import counted
from graph.report import SEVERITIES
from graph.validation.findings import Finding, Validation, local

_LISTED: Final = 20
# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(validation: Validation) -> str:
    """The validation as one test suite."""
    order = tuple(SEVERITIES)
    failing = set(order[: order.index(validation.fail_on) + 1])
    groups, met = validation.by_shape(), validation.met()
    suite = XmlTree.Element("testsuite", name=_clean(f"osce-graph validate {validation.source}"))
    failures = 0
    for each in validation.checked:
        findings = groups.get(each.shape, ())
        case = XmlTree.SubElement(suite, "testcase", classname="shapes", name=_clean(local(each.shape)))
        if each.findings:
            grave = each.worst in failing
            failures += grave
            tag = XmlTree.SubElement(case, "failure" if grave else "system-out")
            if grave:
                first = f": {findings[0].message}" if findings else ""
                tag.set("message", _clean(counted(each.findings, "finding") + first))
            tag.text = _clean("\n".join(_line(finding) for finding in findings[:_LISTED]))
            if met[each.shape] > _LISTED:
                tag.text += f"\nand {met[each.shape] - _LISTED} more"
        elif not each.nodes:
            XmlTree.SubElement(case, "skipped", message="no node to check")
    errors = 0
    if not validation.complete or not validation.earned:
        errors = 1
        case = XmlTree.SubElement(suite, "testcase", classname="validation", name="checked in full")
        XmlTree.SubElement(case, "error", message=_clean("; ".join(validation.notes) or "nothing was checked"))
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    XmlTree.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + XmlTree.tostring(suite, encoding="unicode") + "\n"


def _line(finding: Finding) -> str:
    value = "" if finding.value is None else f"  {finding.value}"
    return f"{finding.severity}  {finding.focus}  {finding.path}{value}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
