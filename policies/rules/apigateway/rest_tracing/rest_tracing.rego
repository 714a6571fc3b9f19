# METADATA
# title: REST stages trace with X-Ray
# description: |
#   A trace that starts at the gateway shows where a slow or failed request spent its time; one that starts behind it
#   misses the first part.
# custom:
#   id: API-004
#   severity: low
#   level: warn
#   unknown: skip
#   standards: ["FSBP:APIGateway.3", CKV_AWS_73, AVD-AWS-0003]
#   remediation: Set xray_tracing_enabled = true.
package rules.apigateway.rest_tracing

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some stage in plan.changed("aws_api_gateway_stage")
	traced := attribute.of(stage, "xray_tracing_enabled")
	wrong := answer.opposite(attribute.is(traced, {true}))
	finding := result.finding(metadata, stage, wrong, traced, "true")
}
