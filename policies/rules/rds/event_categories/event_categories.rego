# METADATA
# title: Event subscriptions cover the critical categories
# description: |
#   Somebody has to hear of failures, maintenance and changes of configuration before the users do.
# custom:
#   id: RDS-033
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:RDS.19", "FSBP:RDS.20", "FSBP:RDS.21", "FSBP:RDS.22"]
#   remediation: Remove enabled = false, and list failure, maintenance and configuration change in event_categories as far as the source has them.
package rules.rds.event_categories

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_critical := {
	"db-cluster": {"failure", "maintenance"},
	"db-instance": {"configuration change", "failure", "maintenance"},
	"db-parameter-group": {"configuration change"},
	"db-security-group": {"configuration change", "failure"},
}

deny contains finding if {
	some subscription in plan.changed("aws_db_event_subscription")
	enabled := attribute.of(subscription, "enabled")
	finding := result.finding(metadata, subscription, attribute.is(enabled, {false}), enabled, "true")
}

deny contains finding if {
	some subscription in plan.changed("aws_db_event_subscription")
	some source, critical in _critical
	categories := attribute.of(subscription, "event_categories")
	wrong := answer.all_of([
		attribute.is(attribute.of(subscription, "source_type"), {source}),
		attribute.is_set(categories),
		answer.any_of([answer.opposite(attribute.holds(categories, {category})) | some category in critical]),
	])
	finding := result.finding(metadata, subscription, wrong, categories, $"{concat(", ", sort(critical))} for {source}")
}
