package rules.rds.instance_encryption_test

import data.lib.cases_test as cases
import data.rules.rds.instance_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance"}, "instance_") with input as data.plans.rds
}

test_deny_unencrypted if outcome.deny == {
	"aws_db_instance.instance_foreign_replica",
	"aws_db_instance.instance_off",
	"aws_db_instance.instance_unset",
	"module.instance_module[\"plain\"].aws_db_instance.this",
}

test_warn_unknown if outcome.warn == {
	"aws_db_instance.instance_unknown",
	"aws_db_instance.instance_unknown_replica",
}

test_allow_encrypted_replica_or_deleted if outcome.allow == {
	"aws_db_instance.instance_delete",
	"aws_db_instance.instance_encrypted",
	"aws_db_instance.instance_replica",
	"module.instance_module[\"encrypted\"].aws_db_instance.this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.instance_foreign_replica") == {"`storage_encrypted` is not set; expected true."} with input as data.plans.rds
}
