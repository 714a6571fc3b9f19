output "arns" {
  description = "ARNs of the queues, by entry."
  value       = { for key, queue in aws_sqs_queue.this : key => queue.arn }
}
