# METADATA
# title: Caching is a choice on REST stages
# description: |
#   A cache answers repeated reads without the back end; whether an API gains from it is a question to answer for each
#   stage.
# custom:
#   id: API-019
#   severity: low
#   level: warn
#   unknown: skip
#   asked: opt-in
#   standards: [CKV_AWS_120, AVD-AWS-0190]
#   remediation: Set cache_cluster_enabled = true and cache_cluster_size.
package rules.apigateway.caching

import data.lib.answer
import data.lib.attribute
import data.lib.parameters
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	parameters.opted_in(metadata)
	some stage in plan.changed("aws_api_gateway_stage")
	cached := attribute.of(stage, "cache_cluster_enabled")
	wrong := answer.opposite(attribute.is(cached, {true}))
	finding := result.finding(metadata, stage, wrong, cached, "true")
}
