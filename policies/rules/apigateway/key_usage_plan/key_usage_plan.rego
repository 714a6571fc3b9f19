# METADATA
# title: API keys belong to a usage plan
# description: |
#   A key gets its limits, and the stages it opens, from a usage plan. One without opens nothing: it is forgotten, or its
#   plan was made by hand.
# custom:
#   id: API-023
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Add an aws_api_gateway_usage_plan_key with key_id of this key.
package rules.apigateway.key_usage_plan

import data.lib.link
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed("aws_api_gateway_api_key")
	missing := link.missing(key, "aws_api_gateway_usage_plan_key", "key_id")
	found := link.found(key, "aws_api_gateway_usage_plan_key", "key_id", missing)
	finding := result.finding(metadata, key, missing, found, "one")
}
