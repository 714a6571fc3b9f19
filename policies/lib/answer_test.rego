package lib.answer_test

import data.lib.answer

test_all_of_needs_every_yes if {
	answer.all_of(["yes", "no", "unknown"]) == "no"
	answer.all_of(["yes", "unknown"]) == "unknown"
	answer.all_of(["yes", "yes"]) == "yes"
	answer.all_of([]) == "yes"
}

test_any_of_needs_one_yes if {
	answer.any_of(["no", "unknown", "yes"]) == "yes"
	answer.any_of(["no", "unknown"]) == "unknown"
	answer.any_of(["no", "no"]) == "no"
	answer.any_of([]) == "no"
}

test_opposite if {
	[answer.opposite(word) | some word in ["yes", "no", "unknown"]] == ["no", "yes", "unknown"]
}

test_word_that_is_no_answer_counts_as_unknown if {
	answer.all_of(["yes", "maybe"]) == "unknown"
	answer.any_of(["no", true]) == "unknown"
}
