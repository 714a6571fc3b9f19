package rules.rds.instance_deletion_protection_test

import data.lib.cases_test as cases
import data.rules.rds.instance_deletion_protection as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance"}, "guard_") with input as data.plans.rds_protection
}

test_deny_unprotected if outcome.deny == {
	"aws_db_instance.guard_off",
	"aws_db_instance.guard_unset",
	"module.guard_module.aws_db_instance.this",
}

test_warn_unknown if outcome.warn == {"aws_db_instance.guard_unknown"}

test_allow_protected_or_deleted if outcome.allow == {
	"aws_db_instance.guard_delete",
	"aws_db_instance.guard_on",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.guard_off") == {"`deletion_protection` is false; expected true."} with input as data.plans.rds_protection
}
