package rules.vpc.endpoint_service_principals_test

import data.lib.cases_test as cases
import data.rules.vpc.endpoint_service_principals as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_vpc_endpoint_service", "aws_vpc_endpoint_service_allowed_principal"}, "guest_") with input as data.plans.vpc_network
}

test_deny_everyone if outcome.deny == {
	"aws_vpc_endpoint_service.guest_everyone",
	"aws_vpc_endpoint_service_allowed_principal.guest_principal",
	"module.guest_module.aws_vpc_endpoint_service.this[0]",
}

test_warn_unknown_principal if outcome.warn == {
	"aws_vpc_endpoint_service_allowed_principal.guest_principal_unknown",
}

test_allow_named_or_none if outcome.allow == {
	"aws_vpc_endpoint_service.guest_named",
	"aws_vpc_endpoint_service.guest_unset",
	"aws_vpc_endpoint_service_allowed_principal.guest_principal_named",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_vpc_endpoint_service_allowed_principal.guest_principal") == {"`principal_arn` is \"*\"; expected ARNs of accounts or roles."} with input as data.plans.vpc_network
}
