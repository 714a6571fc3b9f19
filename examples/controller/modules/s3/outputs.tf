output "arns" {
  description = "ARNs of the buckets, by entry."
  value       = { for key, bucket in aws_s3_bucket.this : key => bucket.arn }
}
