package rules.ec2.instance_metadata_test

import data.lib.cases_test as cases
import data.rules.ec2.instance_metadata as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance"}, "metadata_") with input as data.plans.ec2
}

test_deny_optional_tokens if outcome.deny == {
	"aws_instance.metadata_no_tokens",
	"aws_instance.metadata_optional",
	"aws_instance.metadata_unset",
	"module.metadata_module[\"optional\"].aws_instance.this",
}

test_warn_unknown_tokens if outcome.warn == {
	"aws_instance.metadata_dynamic[\"unset\"]",
	"aws_instance.metadata_unknown",
}

test_allow_required_tokens_disabled_template_or_deleted if outcome.allow == {
	"aws_instance.metadata_delete",
	"aws_instance.metadata_disabled",
	"aws_instance.metadata_dynamic[\"required\"]",
	"aws_instance.metadata_required",
	"aws_instance.metadata_template",
	"module.metadata_module[\"required\"].aws_instance.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.metadata_no_tokens") == {"`metadata_options.http_tokens` is not set; expected \"required\"."} with input as data.plans.ec2
}
