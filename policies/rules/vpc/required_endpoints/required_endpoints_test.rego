package rules.vpc.required_endpoints_test

import data.lib.cases_test as cases
import data.rules.vpc.required_endpoints as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "api_") with input as data.plans.vpc_network
}

test_deny_nothing if outcome.deny == set()

test_warn_nothing if outcome.warn == set()

test_allow_everything_without_the_parameter if outcome.allow == {
	"aws_vpc.api_both",
	"aws_vpc.api_one",
	"aws_vpc.api_unknown",
	"module.api_module.aws_vpc.this",
}

with_parameter := found if {
	found := cases.outcome(rule.deny, {"aws_vpc"}, "api_") with input as data.plans.vpc_network
		with data.parameters as {"required_endpoints": ["s3", "ecr.api"]}
}

test_warn_missing_endpoints if with_parameter.warn == {"aws_vpc.api_one", "module.api_module.aws_vpc.this"}

test_allow_all_endpoints_or_unknown if with_parameter.allow == {"aws_vpc.api_both", "aws_vpc.api_unknown"}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc.api_one") == {"the VPC has no endpoint for ecr.api; expected an aws_vpc_endpoint."} with input as data.plans.vpc_network
		with data.parameters as {"required_endpoints": ["s3", "ecr.api"]}
}
