package rules.common.provider_region_stated_test

import data.rules.common.provider_region_stated as rule

test_warn_used_without_region if {
	{[finding.address, finding.level, finding.message] | some finding in rule.deny} == {["provider.aws.silent", "warn", "`region` is not set; expected a region."]} with input as data.plans.common_providers
}

test_allow_provider_of_the_caller if {
	rule.deny == set() with input as data.plans.common_golden
}

test_warn_no_provider_block if {
	{finding.address | some finding in rule.deny} == {"provider.aws"} with input as data.plans.common_golden
		with input.configuration.provider_config.aws as {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"}
}
