package rules.ec2.metadata_hops_test

import data.lib.cases_test as cases
import data.rules.ec2.metadata_hops as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_instance", "aws_launch_configuration", "aws_launch_template"}, "hops_") with input as data.plans.ec2_launch
}

test_deny_nothing if outcome.deny == set()

test_warn_more_hops if outcome.warn == {
	"aws_instance.hops_two",
	"aws_launch_configuration.hops_two",
	"aws_launch_template.hops_three_on_host",
}

test_allow_one_hop_container_hosts_or_unknown if outcome.allow == {
	"aws_instance.hops_one",
	"aws_instance.hops_two_on_host",
	"aws_launch_template.hops_unknown",
	"aws_launch_template.hops_unset",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_instance.hops_two") == {"`metadata_options.http_put_response_hop_limit` is 2; expected 1 (2 with the tag ContainerHost = \"true\")."} with input as data.plans.ec2_launch
}
