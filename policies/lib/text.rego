# METADATA
# title: Texts
# description: |
#   What a regular expression would say too. WebAssembly compiles expressions anew for each plan, which takes as long as some dozens of
#   rules; so what every plan meets is asked with these.
package lib.text

# METADATA
# description: Whether a text is not empty and has no other characters than these.
consists_of(text, characters) if {
	text != ""
	trim(text, characters) == ""
}

# METADATA
# description: Whether a text is the id of an AWS account, 12 digits.
is_account_id(text) if {
	count(text) == 12
	consists_of(text, digits)
}

digits := "0123456789"

lower_case := "abcdefghijklmnopqrstuvwxyz"

# METADATA
# description: The words between separators, which are single characters.
words(text, separators) := {word |
	some word in split(strings.replace_n({separator: " " | some separator in separators}, text), " ")
	word != ""
}
