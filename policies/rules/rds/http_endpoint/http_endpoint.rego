# METADATA
# title: The HTTP data endpoint is a choice
# description: |
#   The Data API lets everybody with the right IAM permissions run SQL from outside the VPC, past security groups.
# custom:
#   id: RDS-045
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Remove enable_http_endpoint, or list the deployment under exceptions in policy.yaml.
package rules.rds.http_endpoint

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_rds_cluster")
	endpoint := attribute.of(cluster, "enable_http_endpoint")
	finding := result.finding(metadata, cluster, attribute.is(endpoint, {true}), endpoint, "false, or an exception")
}
