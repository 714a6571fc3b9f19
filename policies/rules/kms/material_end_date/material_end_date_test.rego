package rules.kms.material_end_date_test

import data.lib.cases_test as cases
import data.rules.kms.material_end_date as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_external_key"}, "end_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_endless if outcome.warn == {
	"aws_kms_external_key.end_case[\"unset\"]",
}

test_allow_set_or_unknown if outcome.allow == {
	"aws_kms_external_key.end_case[\"set\"]",
	"aws_kms_external_key.end_case[\"unknown\"]",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_external_key.end_case[\"unset\"]") == {"`valid_to` is not set; expected an end date."} with input as data.plans.kms_keys
}
