# METADATA
# title: Proxy debug logs stay off
# description: |
#   Debug logs of a proxy hold the text of SQL statements, with the data in them.
# custom:
#   id: RDS-032
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Remove debug_logging, or set it to false.
package rules.rds.proxy_debug_logging

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some proxy in plan.changed("aws_db_proxy")
	logging := attribute.of(proxy, "debug_logging")
	finding := result.finding(metadata, proxy, attribute.is(logging, {true}), logging, "false")
}
