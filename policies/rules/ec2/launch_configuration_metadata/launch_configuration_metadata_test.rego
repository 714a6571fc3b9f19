package rules.ec2.launch_configuration_metadata_test

import data.lib.cases_test as cases
import data.rules.ec2.launch_configuration_metadata as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_launch_configuration"}, "tokens_") with input as data.plans.ec2_launch
}

test_deny_optional_or_unset if outcome.deny == {
	"aws_launch_configuration.tokens_none",
	"aws_launch_configuration.tokens_optional",
}

test_warn_unknown_tokens if outcome.warn == {
	"aws_launch_configuration.tokens_unknown",
}

test_allow_required_or_deleted if outcome.allow == {
	"aws_launch_configuration.tokens_delete",
	"aws_launch_configuration.tokens_required",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_launch_configuration.tokens_none") == {"`metadata_options.http_tokens` is not set; expected \"required\"."} with input as data.plans.ec2_launch
}
