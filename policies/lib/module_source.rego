# METADATA
# title: Where modules come from
# description: Sources of module calls as the configuration writes them.
package lib.module_source

# METADATA
# description: Whether a source is a folder of the same repository.
is_local(source) if {
	some start in ["./", "../"]
	startswith(source, start)
}

# METADATA
# description: Whether a source is on a registry, with or without the registry's host.
is_from_registry(source) if {
	# Most sources are local, and a regular expression is compiled anew for each question.
	not startswith(source, ".")
	regex.match(`^([^/:]+\.[^/:]+/)?[0-9A-Za-z][0-9A-Za-z_-]*/[0-9A-Za-z][0-9A-Za-z_-]*/[0-9a-z]+(//.*)?$`, source)
	not is_from_git(source)
}

# METADATA
# description: Whether a source is a git repository, in any of the spellings that Terraform knows.
is_from_git(source) if {
	some start in ["git::", "git@", "github.com/", "bitbucket.org/"]
	startswith(source, start)
}

# METADATA
# description: |
#   Whether a source begins with one of these, up to a `/` or the query. No entry covers a path that leads up again.
is_among(source, entries) if {
	some entry in entries
	start := trim_suffix(entry, "/")
	startswith(source, start)
	rest := trim_prefix(source, start)
	substring(rest, 0, 1) in {"", "/", "?"}
	not contains(rest, "..")
}
