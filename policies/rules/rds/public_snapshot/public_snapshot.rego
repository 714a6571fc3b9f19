# METADATA
# title: Snapshots are not public
# description: |
#   A snapshot that is shared with "all" can be restored by every AWS account.
# custom:
#   id: RDS-029
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: treat_as_violation
#   standards: ["FSBP:RDS.1", CKV_AWS_302]
#   remediation: Share the snapshot with account ids only.
package rules.rds.public_snapshot

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

_types := {
	"aws_db_cluster_snapshot",
	"aws_db_snapshot",
	"aws_db_snapshot_copy",
	"aws_rds_cluster_snapshot_copy",
}

deny contains finding if {
	some snapshot in plan.changed(_types)
	shared := attribute.of(snapshot, "shared_accounts")
	finding := result.finding(metadata, snapshot, attribute.holds(shared, {"all"}), shared, "account ids only")
}
