# METADATA
# title: Unsigned code is refused
# description: |
#   By default a signing configuration only logs unsigned code and deploys it all the same.
# custom:
#   id: LAM-014
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set policies.untrusted_artifact_on_deployment = "Enforce".
package rules.lambda.unsigned_code

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some config in plan.changed("aws_lambda_code_signing_config")
	policy := attribute.inside(config, "policies", "untrusted_artifact_on_deployment")
	finding := result.finding(metadata, config, attribute.is(policy, {"Warn", null}), policy, "Enforce")
}
