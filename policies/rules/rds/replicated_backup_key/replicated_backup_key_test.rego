package rules.rds.replicated_backup_key_test

import data.lib.cases_test as cases
import data.rules.rds.replicated_backup_key as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance_automated_backups_replication"}, ".") with input as data.plans.rds_others
}

test_deny_nothing if outcome.deny == set()

test_warn_unset if outcome.warn == {
	"aws_db_instance_automated_backups_replication.replicated_plain",
	"module.others.aws_db_instance_automated_backups_replication.this",
}

test_allow_known_or_unknown_key if outcome.allow == {
	"aws_db_instance_automated_backups_replication.replicated_delete",
	"aws_db_instance_automated_backups_replication.replicated_keyed",
	"aws_db_instance_automated_backups_replication.replicated_later",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance_automated_backups_replication.replicated_plain") == {"`kms_key_id` is not set; expected the ARN of your own key."} with input as data.plans.rds_others
}
