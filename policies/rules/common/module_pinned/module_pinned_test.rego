package rules.common.module_pinned_test

import data.rules.common.module_pinned as rule

# Modules from elsewhere cannot be fetched for a recorded plan: the source is written into one.
findings(call) := found if {
	changes := [{"op": "add", "path": $"/configuration/root_module/module_calls/outer/{name}", "value": value} | some name, value in call]
	found := rule.deny with input as json.patch(data.plans.common_providers, changes)
}

test_warn_registry_without_version if {
	{[finding.address, finding.level, finding.message] | some finding in findings({"source": "terraform-aws-modules/vpc/aws"})} == {[
		"module.outer",
		"warn",
		"`source` is \"terraform-aws-modules/vpc/aws\"; expected a version beside it.",
	]}
}

test_warn_git_without_ref if {
	every source in ["git::https://example.org/vpc.git", "github.com/acme/vpc", "git@github.com:acme/vpc.git?depth=1&ref="] {
		{finding.message | some finding in findings({"source": source})} == {$"`source` is {json.marshal(source)}; expected a ref in it."}
	}
}

test_allow_pinned if {
	findings({"source": "terraform-aws-modules/vpc/aws", "version_constraint": "~> 5.0"}) == set()
	findings({"source": "git::https://example.org/vpc.git?depth=1&ref=v1.0.0"}) == set()
}

test_allow_local_modules if {
	rule.deny == set() with input as data.plans.common_golden
}
