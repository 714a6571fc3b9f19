# METADATA
# title: Multi-region keys are a choice
# description: |
#   A multi-Region key carries its material to other regions, out of reach of the rules that hold for data in this one.
#   Deployments that need it belong under exceptions in policy.yaml.
# custom:
#   id: KMS-012
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Leave multi_region out, or list the deployment under exceptions in policy.yaml when data is decrypted in several regions.
package rules.kms.multi_region

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some key in plan.changed({"aws_kms_external_key", "aws_kms_key"})
	multi_region := attribute.of(key, "multi_region")
	finding := result.finding(metadata, key, attribute.is(multi_region, {true}), multi_region, "false")
}

deny contains finding if {
	some key in plan.changed("aws_kms_replica_key")
	finding := result.finding(metadata, key, "yes", "a replica of a multi-Region key", "a key of one region")
}
