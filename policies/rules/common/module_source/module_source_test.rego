package rules.common.module_source_test

import data.rules.common.module_source as rule

# Modules from elsewhere cannot be fetched for a recorded plan: the source is written into one.
findings(source) := found if {
	path := "/configuration/root_module/module_calls/outer/module/module_calls/inner/source"
	found := rule.deny with input as json.patch(data.plans.common_providers, [{"op": "replace", "path": path, "value": source}])
		with data.parameters as {"module_sources": ["git::https://github.com/acme", "terraform-aws-modules/vpc/aws"]}
}

test_warn_other_source if {
	{[finding.address, finding.level, finding.message] | some finding in findings("git::https://github.com/other/vpc.git?ref=v1")} == {[
		"module.outer.module.inner",
		"warn",
		"`source` is \"git::https://github.com/other/vpc.git?ref=v1\"; expected one of git::https://github.com/acme, terraform-aws-modules/vpc/aws.",
	]}
	count(findings("git::https://github.com/acme-labs/vpc")) == 1
}

test_allow_listed_source if {
	findings("git::https://github.com/acme/vpc.git?ref=v1") == set()
	findings("terraform-aws-modules/vpc/aws//modules/endpoints") == set()
}

test_allow_local_modules if {
	rule.deny == set() with input as data.plans.common_golden with data.parameters as {"module_sources": ["acme/vpc/aws"]}
}

test_allow_every_source_by_default if {
	change := {"op": "replace", "path": "/configuration/root_module/module_calls/outer/source", "value": "git::https://example.org/vpc.git"}
	rule.deny == set() with input as json.patch(data.plans.common_providers, [change])
}
