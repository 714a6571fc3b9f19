output "arns" {
  description = "ARNs of the roles, by entry."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}

output "policy_arns" {
  description = "ARNs of the policies, by entry."
  value       = { for key, policy in aws_iam_policy.shared : key => policy.arn }
}

output "user_arns" {
  description = "ARNs of the users, by entry."
  value       = { for key, user in aws_iam_user.this : key => user.arn }
}
