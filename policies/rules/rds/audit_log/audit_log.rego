# METADATA
# title: Aurora MySQL writes an audit log
# description: |
#   Who read or changed which table can be told only from an audit log, and Aurora MySQL writes none by default.
# custom:
#   id: RDS-035
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.45", CKV_AWS_325]
#   remediation: Add a parameter with name = server_audit_logging and value = 1, and one for server_audit_events.
package rules.rds.audit_log

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.rds
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some group in plan.changed("aws_rds_cluster_parameter_group")
	wrong := answer.all_of([
		attribute.matches(attribute.of(group, "family"), `^aurora-mysql`),
		answer.any_of([
			rds.has_parameter_off(group, "server_audit_logging"),
			answer.opposite(rds.has_parameter(group, "server_audit_logging")),
		]),
	])
	finding := result.finding(metadata, group, wrong, rds.found_parameter(group, "server_audit_logging"), "1")
}
