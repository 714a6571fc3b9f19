package lib.module_source_test

import data.lib.module_source

local := {"./modules/vpc", "../vpc"}

registry := {"terraform-aws-modules/vpc/aws", "terraform-aws-modules/vpc/aws//modules/x", "app.example.org/acme/vpc/aws"}

git := {"git::https://example.org/vpc.git", "git::ssh://git@example.org/vpc.git", "git@github.com:acme/vpc.git", "github.com/acme/vpc", "bitbucket.org/acme/vpc"}

other := {"https://example.org/vpc.zip", "s3::https://s3.amazonaws.com/bucket/vpc.zip"}

test_kinds if {
	every kind in [
		[local, {source | some source in (((local | registry) | git) | other); module_source.is_local(source)}],
		[registry, {source | some source in (((local | registry) | git) | other); module_source.is_from_registry(source)}],
		[git, {source | some source in (((local | registry) | git) | other); module_source.is_from_git(source)}],
	] {
		kind[0] == kind[1]
	}
}

test_is_among if {
	every source in ["github.com/acme", "github.com/acme/vpc?ref=v1", "github.com/acme?ref=v1"] {
		module_source.is_among(source, ["github.com/acme"])
		module_source.is_among(source, ["x", "github.com/acme/"])
	}
	every source in ["github.com/acme-labs/vpc", "github.com/acme/../other/vpc", "github.com/acme@example.org/vpc", "github.com/other"] {
		not module_source.is_among(source, ["github.com/acme"])
	}
}
