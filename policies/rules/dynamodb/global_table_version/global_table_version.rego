# METADATA
# title: Version 1 global tables are not used
# description: |
#   Version 1 (2017.11.29) global tables take no new features, cost more for each replicated write, and need one table
#   resource per region.
# custom:
#   id: DDB-010
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Declare one aws_dynamodb_table with a replica block for each further region.
package rules.dynamodb.global_table_version

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some table in plan.created("aws_dynamodb_global_table")
	finding := result.finding(metadata, table, "yes", "a global table of version 1", "replica blocks on an aws_dynamodb_table")
}
