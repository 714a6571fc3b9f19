package rules.common.secret_outputs_test

import data.rules.common.secret_outputs as rule

test_warn_in_clear if {
	{[finding.address, finding.level, finding.message] | some finding in rule.deny} == {["output.admin_password", "warn", "`sensitive` is not set; expected true."]} with input as data.plans.common_providers
}

test_warn_every_word if {
	every name in ["DB_PASSWORD", "client_secret_arn", "api_token", "tls_private_key"] {
		count(rule.deny) == 1 with input as {"configuration": {"root_module": {"outputs": {name: {}}}}}
	}
}

test_allow_plan_without_outputs if {
	rule.deny == set() with input as data.plans.common_golden
}
