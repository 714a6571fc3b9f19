package rules.common.provisioners_test

import data.rules.common.provisioners as rule

test_deny_in_every_module if {
	{[finding.address, finding.level, finding.message] | some finding in rule.deny} == {
		["module.outer.module.inner.terraform_data.runs", "deny", "it has a remote-exec provisioner; expected none."],
		["module.outer.module.inner.terraform_data.runs_never", "deny", "it has a local-exec provisioner; expected none."],
		["terraform_data.runs", "deny", "it has a local-exec provisioner; expected none."],
	} with input as data.plans.common_providers
}

test_allow_plan_without if {
	rule.deny == set() with input as data.plans.common_golden
}
