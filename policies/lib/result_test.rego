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
