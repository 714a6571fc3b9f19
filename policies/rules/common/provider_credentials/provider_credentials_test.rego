package rules.common.provider_credentials_test

import data.rules.common.provider_credentials as rule

findings := found if {
	found := rule.deny with input as data.plans.common
}

test_deny_constants if {
	{[finding.address, finding.message] | some finding in findings} == {
		["provider.aws.written", "`access_key` is written out in the provider block; expected no credentials in the configuration."],
		["provider.aws.written", "`secret_key` is written out in the provider block; expected no credentials in the configuration."],
		["provider.aws.written", "`token` is written out in the provider block; expected no credentials in the configuration."],
	}
}

test_deny_is_final if {
	{finding.overridable | some finding in findings} == {false}
}

test_deny_never_prints_the_value if {
	not contains(json.marshal(findings), "fixture-")
}

test_allow_variables_and_the_environment if {
	count([finding | some finding in findings; finding.address in {"provider.aws", "provider.aws.variable"}]) == 0
}
