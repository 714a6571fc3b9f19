package lib.parameters_test

import data.lib.parameters

test_defaults_hold_until_given if {
	parameters.value("required_tags") == ["Owner", "Team", "Environment", "CostCenter"]
	parameters.value("required_tags") == ["Project"] with data.parameters as {"required_tags": ["Project"]}
}

test_wrong_types_are_problems if {
	parameters.problems == {
		"required_tags: got string, expected array",
		"allowed_accounts: got number in the list, expected string",
	} with data.parameters as {"required_tags": "Owner", "allowed_accounts": [123456789012]}
}

test_names_of_other_policies_are_none if {
	parameters.problems == set() with data.parameters as {"team": 7}
}

test_accounts_hold_the_own_one if {
	parameters.accounts == {"111111111111", "222222222222"} with data.parameters as {"allowed_accounts": ["222222222222"]}
		with data.deployment as {"account_id": "111111111111"}
}

test_lists_of_numbers_hold_numbers if {
	parameters.problems == {"public_ports: got string in the list, expected number"} with data.parameters as {"public_ports": [443, "80"]}
}

test_patterns_are_regular_expressions if {
	parameters.problems == {"name_pattern: [a-z is no regular expression"} with data.parameters as {"name_pattern": "[a-z", "cost_center_pattern": "^[0-9]+$"}
}
