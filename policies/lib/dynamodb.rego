# METADATA
# title: DynamoDB replicas
# description: A replica of a table is a block of the table or a resource of its own; rules ask for both as nodes.
package lib.dynamodb

import data.lib.attribute
import data.lib.plan

# METADATA
# description: Replicas of changed tables, in either form. They have other arguments, but the same names for key and recovery.
replicas := array.concat(plan.changed("aws_dynamodb_table_replica"), replica_blocks)

# METADATA
# description: The replica blocks of changed tables. Only these name their region.
replica_blocks := [block |
	some table in plan.changed("aws_dynamodb_table")
	some block in attribute.blocks(table, "replica")
]
