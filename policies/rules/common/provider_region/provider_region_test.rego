package rules.common.provider_region_test

import data.rules.common.provider_region as rule

findings := found if {
	found := rule.deny with input as data.plans.common_providers with data.parameters as {"allowed_regions": ["us-east-1", "us-west-2"]}
}

test_deny_constant_or_variable_elsewhere if {
	{[finding.address, finding.message] | some finding in findings; finding.level == "deny"} == {
		["provider.aws.variable", "`region` is \"eu-west-1\"; expected one of us-east-1, us-west-2."],
		["provider.aws.written", "`region` is \"eu-west-1\"; expected one of us-east-1, us-west-2."],
	}
}

test_warn_unknown if {
	{finding.address | some finding in findings; finding.level == "warn"} == {"provider.aws.local"}
}

test_allow_listed_or_not_stated if {
	count([finding | some finding in findings; finding.address in {"provider.aws", "provider.aws.idle", "provider.aws.silent"}]) == 0
}

test_never_print_a_sensitive_variable if {
	found := rule.deny with input as data.plans.common_providers
		with input.configuration.root_module.variables.region.sensitive as true
		with data.parameters as {"allowed_regions": ["us-east-1"]}
	some finding in found
	finding.address == "provider.aws.variable"
	finding.message == "`region` is a sensitive value; expected one of us-east-1."
}

test_allow_every_region_by_default if {
	rule.deny == set() with input as data.plans.common_providers
}
