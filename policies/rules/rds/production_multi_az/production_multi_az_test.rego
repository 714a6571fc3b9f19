package rules.rds.production_multi_az_test

import data.lib.cases_test as cases
import data.rules.rds.production_multi_az as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance"}, "prod_") with input as data.plans.rds_production
}

test_deny_nothing if outcome.deny == set()

test_warn_production_in_one_zone if outcome.warn == {
	"aws_db_instance.prod_off",
	"aws_db_instance.prod_plain",
	"module.prod_module.aws_db_instance.this",
}

test_allow_standby_unknown_or_elsewhere if outcome.allow == {
	"aws_db_instance.prod_careful",
	"aws_db_instance.prod_delete",
	"aws_db_instance.prod_not",
	"aws_db_instance.prod_unknown",
	"aws_db_instance.prod_unknown_tag",
	"aws_db_instance.prod_untagged",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.prod_off") == {"`multi_az` is false; expected true in production."} with input as data.plans.rds_production
}
