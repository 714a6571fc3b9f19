output "arns" {
  description = "ARNs of the functions, by entry."
  value       = { for key, function in aws_lambda_function.this : key => function.arn }
}

output "role_arns" {
  description = "ARNs of the functions' roles, by entry."
  value       = { for key, role in aws_iam_role.this : key => role.arn }
}
