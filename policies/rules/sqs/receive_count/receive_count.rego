# METADATA
# title: Retries before dead-lettering are bounded
# description: |
#   With one try, a passing fault sends good messages aside; with many, one bad message keeps its consumers busy.
# custom:
#   id: SQS-006
#   severity: low
#   level: warn
#   unknown: skip
#   standards: []
#   remediation: Set maxReceiveCount in redrive_policy to 3 to 5.
package rules.sqs.receive_count

import data.lib.answer
import data.lib.attribute
import data.lib.plan
import data.lib.result

metadata := rego.metadata.chain()

deny contains finding if {
	some queue in plan.changed({"aws_sqs_queue", "aws_sqs_queue_redrive_policy"})
	redrive := attribute.of(queue, "redrive_policy")
	redrive.state == "known"
	[[_, digits]] := regex.find_all_string_submatch_n(`"maxReceiveCount"\s*:\s*"?([0-9]+)`, redrive.value, 1)
	count := to_number(digits)
	wrong := answer.any_of([answer.to(count == 1), answer.to(count > 10)])
	finding := result.finding(metadata, queue, wrong, $"`maxReceiveCount` is {count}", "3 to 5")
}
