output "arns" {
  description = "ARNs of the topics, by entry."
  value       = { for key, topic in aws_sns_topic.this : key => topic.arn }
}
