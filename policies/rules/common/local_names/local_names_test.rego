package rules.common.local_names_test

import data.rules.common.local_names as rule

test_warn_other_spelling_once_for_all_instances if {
	{[finding.address, finding.level, finding.message] | some finding in rule.deny} == {
		["aws_sqs_queue.SpellingCamel", "warn", "the name is SpellingCamel; expected snake_case."],
		["aws_sqs_queue.spelling-dash", "warn", "the name is spelling-dash; expected snake_case."],
	} with input as data.plans.common_values
}

test_allow_snake_case_and_modules if {
	rule.deny == set() with input as data.plans.common_golden
}
