output "arns" {
  description = "ARNs of the roles, by entry."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}
