package lib.result_test

import data.lib.result

metadata(level, unknown) := [
	{"path": ["rules", "s3", "x", "metadata"]},
	{"path": ["rules", "s3", "x"], "annotations": {
		"scope": "package",
		"title": "A title",
		"description": "A description.\n",
		"custom": {"id": "S3-1", "severity": "low", "level": level, "unknown": unknown, "standards": [], "remediation": "Do it."},
	}},
]

levels(wrong) := {[level, unknown]: result.finding(metadata(level, unknown), {"address": "a"}, wrong, "found", "that").level |
	some level in {"deny", "warn"}
	some unknown in {"treat_as_violation", "warn", "skip"}
}

test_yes_is_a_finding_at_the_level_of_the_rule if {
	levels("yes") == {
		["deny", "treat_as_violation"]: "deny", ["deny", "warn"]: "deny", ["deny", "skip"]: "deny",
		["warn", "treat_as_violation"]: "warn", ["warn", "warn"]: "warn", ["warn", "skip"]: "warn",
	}
}

test_no_is_none if levels("no") == {}

unsure := {
	["deny", "treat_as_violation"]: "deny", ["deny", "warn"]: "warn",
	["warn", "treat_as_violation"]: "warn", ["warn", "warn"]: "warn",
}

test_unknown_follows_the_metadata if levels("unknown") == unsure

test_word_that_is_no_answer_follows_it_too if levels("nonsense") == unsure

test_finding_is_whole if {
	result.finding(metadata("deny", "warn"), {"address": "aws_x.a"}, "yes", "`x` is 1", "2") == {
		"rule": "S3-1",
		"level": "deny",
		"severity": "low",
		"address": "aws_x.a",
		"message": "`x` is 1; expected 2.",
		"remediation": "Do it.",
		"overridable": true,
	}
}

test_description_needs_every_part if {
	result.description(metadata("deny", "warn")).service == "s3"
	not result.description(metadata("info", "warn"))
	not result.description(metadata("deny", "perhaps"))
	not result.description([{"path": ["rules", "s3", "x"]}])
}

# What a rule says of a value that is written and of one that is not, outside production and in it.
spoken(profile, baseline, severity) := [level |
	some environment in ["development", "Production"]
	some state in ["known", "unset"]
	chain := json.patch(metadata("deny", "warn"), [
		{"op": "add", "path": "1/annotations/custom/baseline", "value": baseline},
		{"op": "add", "path": "1/annotations/custom/severity", "value": severity},
	])
	found := {"node": {"path": "", "sensitive": false}, "name": "x", "state": state, "value": 1}
	finding := result.finding(chain, {"address": "a"}, "yes", found, "that") with data.profile as profile
		with data.deployment as {"environment": environment}
	level := finding.level
]

test_baseline_denies_what_it_says if {
	spoken("baseline", "deny", "high") == ["deny", "deny", "deny", "deny"]
	spoken("baseline", "warn", "high") == ["warn", "warn", "warn", "warn"]
	spoken("baseline", "production", "high") == ["warn", "warn", "deny", "deny"]
	spoken("baseline", "written", "high") == ["deny", "warn", "deny", "warn"]
}

test_other_profiles_go_by_level_and_severity if {
	spoken("recommended", "warn", "low") == ["deny", "deny", "deny", "deny"]
	strict := {[level, severity]: finding.level |
		some level in ["deny", "warn"]
		some severity in ["low", "medium"]
		chain := json.patch(metadata(level, "warn"), [{"op": "add", "path": "1/annotations/custom/severity", "value": severity}])
		finding := result.finding(chain, {"address": "a"}, "yes", "found", "that") with data.profile as "strict"
	}
	strict == {["deny", "low"]: "deny", ["deny", "medium"]: "deny", ["warn", "low"]: "warn", ["warn", "medium"]: "deny"}
}

test_profile_that_is_none_is_recommended if {
	result.finding(metadata("deny", "warn"), {"address": "a"}, "yes", "found", "that").level == "deny" with data.profile as "other"
}

test_baseline_that_is_none_has_no_description if {
	chain := json.patch(metadata("deny", "warn"), [{"op": "add", "path": "1/annotations/custom/baseline", "value": "loud"}])
	not result.description(chain)
}
