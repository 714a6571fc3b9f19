output "arns" {
  description = "ARNs of the keys, by entry."
  value       = { for key, kms_key in aws_kms_key.this : key => kms_key.arn }
}
