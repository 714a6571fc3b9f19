# METADATA
# title: TLS private keys are not uploaded to IAM
# description: |
#   An uploaded certificate has its private key in the state and expires without a warning; ACM keeps the key and renews it.
# custom:
#   id: IAM-036
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Replace aws_iam_server_certificate with aws_acm_certificate.
package rules.iam.server_certificates

import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some certificate in plan.created("aws_iam_server_certificate")
	finding := result.finding(metadata, certificate, "yes", "a private key is uploaded to IAM", "a certificate of ACM")
}
