output "ids" {
  description = "Ids of the networks, by entry."
  value       = { for key, vpc in aws_vpc.this : key => vpc.id }
}

output "subnet_ids" {
  description = "Ids of the subnets, by entry and name."
  value       = { for key, subnet in merge(aws_subnet.private, aws_subnet.public) : key => subnet.id }
}

output "security_group_ids" {
  description = "Ids of the security groups, by entry."
  value       = { for key, group in aws_security_group.this : key => group.id }
}
