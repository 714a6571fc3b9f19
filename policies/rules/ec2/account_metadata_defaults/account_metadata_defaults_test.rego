package rules.ec2.account_metadata_defaults_test

import data.lib.cases_test as cases
import data.rules.ec2.account_metadata_defaults as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ec2_instance_metadata_defaults"}, "tokens_") with input as data.plans.ec2_account
}

test_deny_optional_unset_or_no_preference if outcome.deny == {
	"aws_ec2_instance_metadata_defaults.tokens_optional",
	"aws_ec2_instance_metadata_defaults.tokens_unset",
	"module.account[\"open\"].aws_ec2_instance_metadata_defaults.tokens_this",
}

test_warn_unknown_tokens if outcome.warn == {
	"aws_ec2_instance_metadata_defaults.tokens_unknown",
}

test_allow_required if outcome.allow == {
	"aws_ec2_instance_metadata_defaults.tokens_required",
	"module.account[\"closed\"].aws_ec2_instance_metadata_defaults.tokens_this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ec2_instance_metadata_defaults.tokens_unset") == {"`http_tokens` is \"no-preference\"; expected \"required\"."} with input as data.plans.ec2_account
}
