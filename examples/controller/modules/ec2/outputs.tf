output "ids" {
  description = "Ids of the instances, by entry."
  value       = { for key, instance in aws_instance.this : key => instance.id }
}

output "role_arns" {
  description = "ARNs of the instances' roles, by entry."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}
