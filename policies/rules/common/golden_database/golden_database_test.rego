package rules.common.golden_database_test

import data.lib.cases_test as cases
import data.rules.common.golden_database as rule

outcome := found if {
	found := cases.outcome(rule.deny, {"aws_db_instance", "aws_rds_cluster"}, "database_") with input as data.plans.common_golden
}

test_deny_nothing if outcome.deny == set()

test_warn_lacking_or_unknown if outcome.warn == {
	"aws_db_instance.database_bare",
	"aws_rds_cluster.database_unknown",
}

test_allow_whole_replica_or_not_production if outcome.allow == {
	"aws_db_instance.database_dev",
	"aws_db_instance.database_replica",
	"aws_db_instance.database_whole",
	"aws_rds_cluster.database_cluster",
}

test_message_says_found_and_expected if {
	cases.messages(rule.deny, "aws_db_instance.database_bare") == {
		"a managed password: missing; expected every part of the golden template.",
		"a second zone: missing; expected every part of the golden template.",
		"backups of 7 days: missing; expected every part of the golden template.",
		"deletion protection: missing; expected every part of the golden template.",
		"encryption: missing; expected every part of the golden template.",
		"tags on snapshots: missing; expected every part of the golden template.",
	} with input as data.plans.common_golden
	cases.messages(rule.deny, "aws_rds_cluster.database_unknown") == {"deletion protection: known only after apply; expected every part of the golden template."} with input as data.plans.common_golden
}

test_allow_everything_outside_production if {
	rule.deny == set() with input as data.plans.common_golden with data.parameters as {"production_environments": ["live"]}
}
