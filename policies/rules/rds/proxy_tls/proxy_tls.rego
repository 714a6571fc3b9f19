# METADATA
# title: Database proxies require TLS
# description: |
#   Clients send passwords and rows to the proxy, and without this a client that asks for no encryption gets none.
# custom:
#   id: RDS-031
#   severity: high
#   level: deny
#   unknown: warn
#   standards: ["FSBP:RDS.43"]
#   remediation: Set require_tls = true.
package rules.rds.proxy_tls

import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some proxy in plan.changed("aws_db_proxy")
	tls := attribute.of(proxy, "require_tls")
	finding := result.finding(metadata, proxy, attribute.is(tls, {false, null}), tls, "true")
}
