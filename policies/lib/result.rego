# METADATA
# title: Findings
# description: The one way to make a finding, so that level, unknown values and wording follow the rule's metadata.
package lib.result

import data.lib.attribute
import data.lib.parameters

# METADATA
# description: |
#   A finding on a node (a resource or one of its blocks), or nothing.
#   `wrong` is "yes" (a finding at the rule's level), "no" (none) or "unknown": then the metadata's `unknown` decides
#   (treat_as_violation: as yes; warn: a warning; skip: none). The rule's level is that of the profile.
#   `found` is the value that lib.attribute read, or words. The message reads "{found}; expected {expected}."
finding(metadata, node, wrong, found, expected) := _finding(rule, node, _level(rule, found), $"{_words(found)}; expected {expected}.") if {
	wrong == "yes"
	rule := description(metadata)
} else := _finding(rule, node, _levels[rule.unknown][_level(rule, found)], _unsure(_words(found), expected)) if {
	wrong != "no"
	rule := description(metadata)
}

_level(rule, found) := _spoken(rule.levels[parameters.profile], found)

_spoken("deny", _) := "deny"

_spoken("warn", _) := "warn"

_spoken("production", _) := "deny" if {
	parameters.is_production
} else := "warn"

# What is left out may be as it should by a setting of the account, which no plan shows.
_spoken("written", found) := "deny" if {
	found.state == "known"
} else := "warn"

_levels := {
	"treat_as_violation": {"deny": "deny", "warn": "warn"},
	"warn": {"deny": "warn", "warn": "warn"},
	"skip": {},
}

_words(found) := found if is_string(found)

_words(found) := attribute.found(found) if is_object(found)

_unsure(found, expected) := $"{found}; expected {expected}." if {
	contains(found, "known only after apply")
} else := $"{found}, and what decides is known only after apply; expected {expected}."

_finding(rule, node, level, message) := {
	"rule": rule.id,
	"level": level,
	"severity": rule.severity,
	"address": node.address,
	"message": message,
	"remediation": rule.remediation,
	"overridable": rule.overridable,
}

# METADATA
# description: |
#   What the annotations of a rule's package say: {id, title, description, service, severity, level, levels, unknown, asked, standards,
#   remediation, overridable}. `levels` by profile: `baseline` as annotated (warn without), `recommended` the level, and in `strict`
#   only what is of low severity warns. "production" denies in production, "written" what the code says itself; else they warn. Undefined when one of them is missing or has a value that is not allowed.
description(metadata) := {
	"id": custom.id,
	"title": annotations.title,
	"description": trim_space(annotations.description),
	"service": link.path[1],
	"severity": custom.severity,
	"level": custom.level,
	"levels": {
		"baseline": baseline,
		"recommended": custom.level,
		"strict": _strict(custom),
	},
	"unknown": custom.unknown,
	"asked": asked,
	"standards": custom.standards,
	"remediation": custom.remediation,
	"overridable": object.get(custom, "overridable", true),
} if {
	some link in metadata
	annotations := link.annotations
	annotations.scope == "package"
	custom := annotations.custom
	custom.severity in _severities
	_levels[custom.unknown]
	custom.level in _all_levels
	baseline := object.get(custom, "baseline", "warn")
	baseline in _baseline_levels
	asked := object.get(custom, "asked", "always")
	asked in {"always", "opt-in"}
	is_array(custom.standards)
}

_strict(custom) := "deny" if {
	custom.severity != "low"
} else := custom.level

_baseline_levels := {"deny", "warn", "production", "written"}

_severities := {"critical", "high", "medium", "low"}

_all_levels := {"deny", "warn"}

# METADATA
# description: Whether a finding has the parts that people and programs read.
is_complete(finding) if {
	is_string(finding.rule)
	is_string(finding.address)
	is_string(finding.message)
	is_string(finding.remediation)
	finding.level in _all_levels
	finding.severity in _severities
	is_boolean(finding.overridable)
}

# METADATA
# description: A finding about the policies themselves. It closes the gate and nobody can override it.
broken(place, problem) := {
	"rule": "policy-error",
	"level": "deny",
	"severity": "critical",
	"address": $"policies.{place}",
	"message": $"{place} {problem}.",
	"remediation": "Correct the policies or their parameters in the controller repository.",
	"overridable": false,
}
