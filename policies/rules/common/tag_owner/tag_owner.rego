# METADATA
# title: Taggable resources carry the Owner tag
# description: |
#   Asked while parameters.required_tags holds Owner.
# custom:
#   id: COM-001
#   severity: medium
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["SH:EC2.38", "SH:EC2.43", "SH:EC2.44", "SH:EC2.45", "SH:EC2.46", "SH:Lambda.6", "SH:DynamoDB.5", "SH:RDS.28", "SH:RDS.30", "SH:SNS.3", "SH:SQS.2", "SH:IAM.24"]
#   remediation: "Set Owner in tags, or in the provider's default_tags."
package rules.common.tag_owner

import data.lib.parameters
import data.lib.tags

metadata := rego.metadata.chain()

deny contains finding if {
	"Owner" in parameters.value("required_tags")
	some resource in tags.taggable
	finding := tags.missing(metadata, resource, "Owner")
}
