package rules.dynamodb.dax_encryption_test

import data.lib.cases_test as cases
import data.rules.dynamodb.dax_encryption as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_dax_cluster"}, "dax_") with input as data.plans.dynamodb
}

test_deny_off_or_unset if outcome.deny == {
	"aws_dax_cluster.dax_bare",
	"aws_dax_cluster.dax_off",
}

test_warn_unknown if outcome.warn == {
	"aws_dax_cluster.dax_unknown",
}

test_allow_encrypted_or_deleted if outcome.allow == {
	"aws_dax_cluster.dax_delete",
	"aws_dax_cluster.dax_safe",
	"aws_dax_cluster.dax_test",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_dax_cluster.dax_bare") == {"`server_side_encryption.enabled` is not set; expected true."} with input as data.plans.dynamodb
}
