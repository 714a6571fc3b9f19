# METADATA
# title: DAX clusters encrypt in transit
# description: |
#   Clients speak to DAX in clear text unless the cluster asks for TLS, and it can be chosen only when the cluster is
#   made.
# custom:
#   id: DDB-008
#   severity: high
#   level: deny
#   baseline: deny
#   unknown: warn
#   standards: ["FSBP:DynamoDB.7", CKV_AWS_239]
#   remediation: Set cluster_endpoint_encryption_type = "TLS".
package rules.dynamodb.dax_transport

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some cluster in plan.changed("aws_dax_cluster")
	encryption := attribute.of(cluster, "cluster_endpoint_encryption_type")
	wrong := answer.opposite(attribute.is(encryption, {"TLS"}))
	finding := result.finding(metadata, cluster, wrong, encryption, "\"TLS\"")
}
