# METADATA
# title: Cases of a recorded plan
# description: |
#   A rule's test takes its cases from a plan under __tests__/fixtures/plans (data.plans). The cases of one rule share a word in
#   their addresses: `outcome` sorts every resource of the types that has the word in its address by what the rule says about it.
package lib.cases_test

# METADATA
# description: The addresses that the rule denies, warns about and lets pass. Resources to be deleted are among them.
outcome(findings, types, word) := {
	"deny": {address | some address in cases; _has(findings, address, "deny")},
	"warn": {address | some address in cases; _has(findings, address, "warn")},
	"allow": {address |
		some address in cases
		not _has(findings, address, "deny")
		not _has(findings, address, "warn")
	},
} if {
	cases := {change.address |
		some change in input.resource_changes
		change.type in types
		contains(change.address, word)
	}
}

_has(findings, address, level) if {
	some finding in findings
	finding.address == address
	finding.level == level
}

# METADATA
# description: The messages about one address.
messages(findings, address) := {finding.message |
	some finding in findings
	finding.address == address
}
