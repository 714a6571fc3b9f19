package rules.ec2.block_public_snapshots_test

import data.lib.cases_test as cases
import data.rules.ec2.block_public_snapshots as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_ebs_snapshot_block_public_access"}, "snapshots_") with input as data.plans.ec2_account
}

test_deny_unblocked if outcome.deny == {
	"aws_ebs_snapshot_block_public_access.snapshots_unblocked",
	"module.account[\"open\"].aws_ebs_snapshot_block_public_access.snapshots_this",
}

test_warn_unknown_state if outcome.warn == {
	"aws_ebs_snapshot_block_public_access.snapshots_unknown",
}

test_allow_blocked_or_deleted if outcome.allow == {
	"aws_ebs_snapshot_block_public_access.snapshots_all",
	"aws_ebs_snapshot_block_public_access.snapshots_delete",
	"aws_ebs_snapshot_block_public_access.snapshots_new",
	"module.account[\"closed\"].aws_ebs_snapshot_block_public_access.snapshots_this",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_ebs_snapshot_block_public_access.snapshots_unblocked") == {"`state` is \"unblocked\"; expected \"block-all-sharing\"."} with input as data.plans.ec2_account
}
