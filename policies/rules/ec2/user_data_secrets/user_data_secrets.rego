# METADATA
# title: User data holds no secrets
# description: |
#   Everybody who may describe the instance, and every process on it, can read user data. A plan shows user_data of instances and launch
#   configurations as a hash, so there the text in the configuration is read. The message never prints what was found.
# custom:
#   id: EC2-020
#   severity: critical
#   level: deny
#   baseline: deny
#   unknown: skip
#   standards: [CKV_AWS_46, AVD-AWS-0029, AVD-AWS-0129]
#   remediation: "Read the secret at boot from Secrets Manager or SSM, and rotate the one that was written down."
package rules.ec2.user_data_secrets

import data.lib.attribute
import data.lib.ec2
import data.lib.result

metadata := rego.metadata.chain()

_patterns := [
	`\b(AKIA|ASIA)[0-9A-Z]{16}\b`,
	`-----BEGIN [A-Z ]*PRIVATE KEY`,
	# A path, or a value that begins with `$` or a backtick, is looked up when the script runs.
	`(?i)(password|passwd|secret_?(access_?)?key)["']?\s*[=:]\s*["']?[^\s"'$<{(/\x60][^\s"']{3,}`,
]

deny contains finding if {
	some machine in ec2.machines
	some [name, text] in array.concat(_written(machine), _encoded(machine))
	some pattern in _patterns
	regex.match(pattern, text)
	finding := result.finding(metadata, machine, "yes", $"`{name}` holds a secret", "a secret's name or ARN")
}

_written(machine) := [["user_data", text] |
	some expressions in machine.expressions
	text := expressions.user_data.constant_value
	is_string(text)
]

_encoded(machine) := [[name, base64.decode(text)] |
	some name in ["user_data", "user_data_base64"]
	text := attribute.of(machine, name).value
	is_string(text)
	base64.is_valid(text)
]
