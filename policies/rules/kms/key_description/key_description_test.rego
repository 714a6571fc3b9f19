package rules.kms.key_description_test

import data.lib.cases_test as cases
import data.rules.kms.key_description as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_kms_key"}, "described_") with input as data.plans.kms_keys
}

test_deny_nothing if outcome.deny == set()

test_warn_no_description if outcome.warn == {
	"aws_kms_key.described_unset",
}

test_allow_described_unknown_or_deleted if outcome.allow == {
	"aws_kms_key.described_case[\"set\"]",
	"aws_kms_key.described_case[\"unknown\"]",
	"aws_kms_key.described_delete",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_kms_key.described_unset") == {"the configuration has no `description`; expected what the key protects."} with input as data.plans.kms_keys
}
