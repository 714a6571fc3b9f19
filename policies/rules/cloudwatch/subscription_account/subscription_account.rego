# METADATA
# title: Subscription filters stay in allowed accounts
# description: |
#   A subscription copies every log line to its destination. In an account that nobody listed that is a leak.
# custom:
#   id: CW-011
#   severity: medium
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: "Send the logs to a destination of this account, or add its account to parameters.allowed_accounts."
package rules.cloudwatch.subscription_account

import data.lib.account
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some filter in plan.changed("aws_cloudwatch_log_subscription_filter")
	destination := attribute.of(filter, "destination_arn")
	account.is_foreign(destination.value)
	finding := result.finding(metadata, filter, "yes", destination, "a destination in an allowed account")
}
