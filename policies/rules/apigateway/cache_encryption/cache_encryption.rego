# METADATA
# title: Cached responses are encrypted
# description: |
#   The cache keeps whole responses, often with personal data, on disks that are not encrypted until asked for.
# custom:
#   id: API-007
#   severity: medium
#   level: deny
#   unknown: warn
#   standards: ["FSBP:APIGateway.5", CKV_AWS_308]
#   remediation: Set cache_data_encrypted = true beside caching_enabled.
package rules.apigateway.cache_encryption

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some settings in plan.changed("aws_api_gateway_method_settings")
	encrypted := attribute.inside(settings, "settings", "cache_data_encrypted")
	wrong := answer.all_of([
		attribute.is(attribute.inside(settings, "settings", "caching_enabled"), {true}),
		answer.opposite(attribute.is(encrypted, {true})),
	])
	finding := result.finding(metadata, settings, wrong, encrypted, "true where caching is on")
}
