package rules.common.provider_default_tags_test

import data.rules.common.provider_default_tags as rule

findings := found if {
	found := rule.deny with input as data.plans.common_providers
}

test_warn_missing_or_incomplete if {
	{[finding.address, finding.message] | some finding in findings; finding.level == "warn"} == {
		["provider.aws.idle", "`default_tags` lacks CostCenter, Environment, Owner, Team; expected every required tag."],
		["provider.aws.local", "`default_tags` lacks CostCenter, Environment, Owner, Team; expected every required tag."],
		["provider.aws.silent", "`default_tags` lacks CostCenter, Environment, Owner, Team; expected every required tag."],
		["provider.aws.written", "`default_tags` lacks CostCenter, Environment, Team; expected every required tag."],
	}
}

test_allow_complete_or_unknown if {
	count([finding | some finding in findings; finding.address in {"provider.aws", "provider.aws.variable"}]) == 0
}

test_allow_provider_of_the_caller if {
	{finding.address | some finding in rule.deny} == {"provider.aws"} with input as data.plans.common_golden
}

test_allow_everything_without_required_tags if {
	rule.deny == set() with input as data.plans.common_providers with data.parameters as {"required_tags": []}
}
