package rules.ec2.template_metadata_test

import data.lib.cases_test as cases
import data.rules.ec2.template_metadata as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_launch_template"}, "tokens_") with input as data.plans.ec2_launch
}

test_deny_optional_or_unset if outcome.deny == {
	"aws_launch_template.tokens_none",
	"aws_launch_template.tokens_optional",
	"aws_launch_template.tokens_unset",
	"module.tokens_module[\"optional\"].aws_launch_template.this",
}

test_warn_unknown_tokens if outcome.warn == {
	"aws_launch_template.tokens_unknown",
}

test_allow_required_disabled_or_deleted if outcome.allow == {
	"aws_launch_template.tokens_delete",
	"aws_launch_template.tokens_disabled",
	"aws_launch_template.tokens_required",
	"module.tokens_module[\"required\"].aws_launch_template.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_launch_template.tokens_none") == {"`metadata_options.http_tokens` is not set; expected \"required\"."} with input as data.plans.ec2_launch
}
