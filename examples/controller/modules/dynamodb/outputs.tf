output "arns" {
  description = "ARNs of the tables, by entry."
  value       = { for key, table in aws_dynamodb_table.this : key => table.arn }
}
