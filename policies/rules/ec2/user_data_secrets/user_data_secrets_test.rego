package rules.ec2.user_data_secrets_test

import data.lib.cases_test as cases
import data.rules.ec2.user_data_secrets as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_configuration", "aws_launch_template"}, "script_") with input as data.plans.ec2_launch
}

test_deny_secrets_written_or_encoded if outcome.deny == {
	"aws_instance.script_encoded",
	"aws_instance.script_password",
	"aws_launch_configuration.script_secret",
	"aws_launch_template.script_access_key",
}

test_warn_nothing if outcome.warn == set()

test_allow_harmless_looked_up_or_unknown if outcome.allow == {
	"aws_instance.script_looked_up",
	"aws_instance.script_unknown",
	"aws_launch_template.script_harmless",
	"aws_launch_template.script_not_encoded",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.script_password") == {"`user_data` holds a secret; expected a secret's name or ARN."} with input as data.plans.ec2_launch
}

test_deny_never_prints_the_value if {
	findings := rule.deny with input as data.plans.ec2_launch
	not contains(json.marshal(findings), "fixture")
}
