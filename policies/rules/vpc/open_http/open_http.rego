# METADATA
# title: Plain HTTP is not open to the internet
# description: |
#   Whatever is sent over port 80 can be read and changed on its way, sign-ins and session cookies included.
# custom:
#   id: VPC-008
#   severity: low
#   level: warn
#   unknown: warn
#   standards: [CKV_AWS_260]
#   remediation: "Listen on 443, and let a load balancer redirect port 80."
package rules.vpc.open_http

import data.lib.ingress
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some entry in ingress.entries
	wrong := ingress.opens(entry, {"tcp"}, {80})
	finding := result.finding(metadata, entry.node, wrong, ingress.found(entry), "no plain HTTP from everywhere")
}
