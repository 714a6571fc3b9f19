output "arns" {
  description = "ARNs of the alarms, by entry."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}
