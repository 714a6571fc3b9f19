package rules.common.provider_version_test

import data.rules.common.provider_version as rule

# A real plan without an upper limit would be another one with the next release of the provider.
findings(constraint) := found if {
	found := rule.deny with input as data.plans.common_golden
		with input.configuration.provider_config.aws.version_constraint as constraint
}

test_warn_no_upper_limit if {
	every constraint in ["", ">= 5.0", "!= 5.99.0", ">= 5.0, != 5.99.0", "> 5.0.0"] {
		{[finding.address, finding.level] | some finding in findings(constraint)} == {["provider.aws", "warn"]}
	}
}

test_allow_upper_limit if {
	every constraint in ["5.100.0", "= 5.100.0", "~> 5.100", ">= 5.0, < 6.0", "<= 5.100.0, >= 5.0"] {
		findings(constraint) == set()
	}
}

test_warn_missing if {
	{finding.message | some finding in rule.deny} == {"the version constraint of the provider is \"\"; expected an upper limit."} with input as data.plans.common_golden
		with input.configuration.provider_config.aws as {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}
}

test_allow_pinned_and_built_in if {
	rule.deny == set() with input as data.plans.common_providers
}
