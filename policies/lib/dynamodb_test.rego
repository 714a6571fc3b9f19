package lib.dynamodb_test

import data.lib.dynamodb

test_replicas_in_either_form if {
	{[replica.address, replica.path] | some replica in dynamodb.replicas} == {
		["aws_dynamodb_table.replica_bare", "replica"],
		["aws_dynamodb_table.replica_safe", "replica"],
		["aws_dynamodb_table.replica_unknown", "replica"],
		["aws_dynamodb_table_replica.replica_bare", ""],
		["aws_dynamodb_table_replica.replica_safe", ""],
		["aws_dynamodb_table_replica.replica_unknown", ""],
	} with input as data.plans.dynamodb
}
