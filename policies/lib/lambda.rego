# METADATA
# title: Lambda functions
# description: What several rules ask of functions and of the mappings that feed them.
package lib.lambda

import data.lib.answer
import data.lib.attribute
import data.lib.link
import data.lib.plan

# METADATA
# description: |
#   Runtimes that AWS no longer patches, with the day of their deprecation as the AWS page on Lambda runtimes gives it. Policies
#   have no clock, so a runtime is added here when its day has come.
retired_runtimes := {
	"dotnet5.0": "2022-05-10",
	"dotnet6": "2024-12-20",
	"dotnet7": "2024-05-14",
	"dotnetcore1.0": "2019-06-27",
	"dotnetcore2.0": "2019-05-30",
	"dotnetcore2.1": "2022-01-05",
	"dotnetcore3.1": "2023-04-03",
	"go1.x": "2024-01-08",
	"java8": "2024-01-08",
	"nodejs": "2016-08-30",
	"nodejs10.x": "2021-07-30",
	"nodejs12.x": "2023-03-31",
	"nodejs14.x": "2023-12-04",
	"nodejs16.x": "2024-06-12",
	"nodejs18.x": "2025-09-01",
	"nodejs20.x": "2026-04-30",
	"nodejs4.3": "2020-03-05",
	"nodejs4.3-edge": "2020-03-05",
	"nodejs6.10": "2019-08-12",
	"nodejs8.10": "2020-03-06",
	"provided": "2024-01-08",
	"python2.7": "2021-07-15",
	"python3.6": "2022-07-18",
	"python3.7": "2023-12-04",
	"python3.8": "2024-10-14",
	"python3.9": "2025-12-15",
	"ruby2.5": "2021-07-30",
	"ruby2.7": "2023-12-07",
	"ruby3.2": "2026-03-31",
}

# METADATA
# description: Whether the code comes as an archive, which is the provider's default.
is_zip(function) := attribute.is(attribute.of(function, "package_type"), {"Zip", null})

# METADATA
# description: Whether a function has subnets. A `vpc_config` without them leaves it outside.
is_in_vpc(function) := attribute.is_set(attribute.inside(function, "vpc_config", "subnet_ids"))

# METADATA
# description: |
#   Whether an event source mapping reads from one of these services (as ARNs name them), whose resources are of these types. An
#   ARN that is known only after apply is followed to the resource that it comes from.
reads_from(mapping, services, types) := answer.to(source.type in types) if {
	[source] := link.subjects(mapping, "event_source_arn")
} else := attribute.matches(
	attribute.of(mapping, "event_source_arn"),
	$"^arn:[^:]*:({concat("|", sort(services))}):",
)

# METADATA
# description: Addresses of the other functions of the plan that have the same role.
sharing_role(function) := {address | some role in _roles(function); some address in _users[role]} - {function.address}

_users[role] contains function.address if {
	some function in plan.resources("aws_lambda_function")
	some role in _roles(function)
}

# The ARN where it is known, else the address of the role that is referred to.
_roles(function) := {role.value} if {
	role := attribute.of(function, "role")
	role.state == "known"
} else := {role.address | some role in link.subjects(function, "role")}
