package rules.common.terraform_version_test

import data.rules.common.terraform_version as rule

findings(minimum) := found if {
	found := rule.deny with input as data.plans.common_golden with data.parameters as {"terraform_minimum": minimum}
}

test_warn_older if {
	every minimum in ["1.11.5", "1.12", "2.0.0"] {
		{[finding.address, finding.level, finding.message] | some finding in findings(minimum)} == {["plan", "warn", $"`terraform_version` is 1.11.4; expected {minimum} or newer."]}
	}
}

test_allow_equal_newer_or_no_minimum if {
	every minimum in ["1.11.4", "1.11", "1.9.8", "1", ""] {
		findings(minimum) == set()
	}
}

test_warn_older_than_the_default if {
	count(rule.deny) == 1 with input as {"terraform_version": "1.9.8"}
	count(rule.deny) == 0 with input as {"terraform_version": "1.12.0-beta1"}
}
