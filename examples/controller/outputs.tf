output "s3_bucket_arns" {
  description = "ARNs of the buckets, by name."
  value       = module.s3.arns
}

output "kms_key_arns" {
  description = "ARNs of the keys, by name."
  value       = module.kms.arns
}

output "iam_role_arns" {
  description = "ARNs of the roles, by name."
  value       = module.iam.arns
}

output "sns_topic_arns" {
  description = "ARNs of the topics, by name."
  value       = module.sns.arns
}

output "sqs_queue_arns" {
  description = "ARNs of the queues, by name."
  value       = module.sqs.arns
}

output "dynamodb_table_arns" {
  description = "ARNs of the tables, by name."
  value       = module.dynamodb.arns
}
