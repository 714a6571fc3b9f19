# METADATA
# title: Answers before apply
# description: |
#   A question about a plan has three answers: "yes", "no" and "unknown" (known only after apply). Rules join answers with
#   these functions instead of comparing values, so that a value that is missing or unknown never makes a rule fall silent.
package lib.answer

# METADATA
# description: The answer to a question that the plan settles. `answer.to(count(x) > 0)`.
to(truth) := "yes" if truth == true

to(truth) := "no" if truth == false

# METADATA
# description: Yes when every answer is yes, no when one is no. An empty list gives yes.
all_of(answers) := "no" if {
	"no" in answers
} else := "unknown" if {
	_has_unknown(answers)
} else := "yes"

# METADATA
# description: Yes when one answer is yes, no when all are no. An empty list gives no.
any_of(answers) := "yes" if {
	"yes" in answers
} else := "unknown" if {
	_has_unknown(answers)
} else := "no"

opposite("yes") := "no"

opposite("no") := "yes"

opposite("unknown") := "unknown"

# A word that is no answer comes from a mistake in a rule; it counts as unknown, never as no.
_has_unknown(answers) if {
	some answer in answers
	not answer in {"yes", "no"}
}
