package rules.rds.public_subnet_test

import data.lib.cases_test as cases
import data.rules.rds.public_subnet as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_subnet_group"}, "subnet_") with input as data.plans.rds_network
}

test_deny_nothing if outcome.deny == set()

test_warn_public_or_maybe_public if outcome.warn == {
	"aws_db_subnet_group.subnet_addressed",
	"aws_db_subnet_group.subnet_by_id",
	"aws_db_subnet_group.subnet_inline",
	"aws_db_subnet_group.subnet_local",
	"aws_db_subnet_group.subnet_of_all",
	"aws_db_subnet_group.subnet_route",
	"aws_db_subnet_group.subnet_undecided",
	"module.subnet_module.aws_db_subnet_group.this",
}

test_allow_private_elsewhere_or_deleted if outcome.allow == {
	"aws_db_subnet_group.subnet_delete",
	"aws_db_subnet_group.subnet_elsewhere",
	"aws_db_subnet_group.subnet_private",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_subnet_group.subnet_addressed") == {"`subnet_ids` names the public subnet aws_subnet.addressed; expected private subnets only."} with input as data.plans.rds_network
}
