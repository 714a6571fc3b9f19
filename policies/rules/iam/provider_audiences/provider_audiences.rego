# METADATA
# title: OIDC providers name their audiences
# description: |
#   Tokens that a provider gave out for somebody else are accepted here as well when no audience is asked for.
# custom:
#   id: IAM-037
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set client_id_list to the audiences, such as sts.amazonaws.com.
package rules.iam.provider_audiences

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some provider in plan.changed("aws_iam_openid_connect_provider")
	audiences := attribute.of(provider, "client_id_list")
	wrong := answer.any_of([attribute.holds(audiences, {"*"}), answer.opposite(attribute.is_set(audiences))])
	finding := result.finding(metadata, provider, wrong, audiences, "named audiences")
}
