package rules.common.golden_key_test

import data.lib.cases_test as cases
import data.rules.common.golden_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "key_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_kms_key.key_bare",
	"aws_kms_key.key_unknown",
}

test_allow_whole_linked_or_deleted if outcome.allow == {
	"aws_kms_key.key_delete",
	"aws_kms_key.key_linked",
	"aws_kms_key.key_whole",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.key_bare") == {
		"a policy: missing; expected every part of the golden template.",
		"an alias: missing; expected every part of the golden template.",
		"rotation: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
}
