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

output "lambda_function_arns" {
  description = "ARNs of the functions, by name."
  value       = module.lambda.arns
}

output "lambda_role_arns" {
  description = "ARNs of the functions' roles, by name."
  value       = module.lambda.role_arns
}

output "rds_instance_endpoints" {
  description = "Addresses of the database instances with their ports, by name."
  value       = module.rds.instance_endpoints
}

output "rds_cluster_endpoints" {
  description = "Addresses of the clusters that take writes, by name."
  value       = module.rds.cluster_endpoints
}

output "ec2_instance_ids" {
  description = "Ids of the instances, by name."
  value       = module.ec2.ids
}

output "ec2_role_arns" {
  description = "ARNs of the instances' roles, by name."
  value       = module.ec2.role_arns
}

output "vpc_ids" {
  description = "Ids of the networks, by name."
  value       = module.vpc.ids
}

output "vpc_subnet_ids" {
  description = "Ids of the subnets, by network and name."
  value       = module.vpc.subnet_ids
}

output "vpc_security_group_ids" {
  description = "Ids of the security groups, by name."
  value       = module.vpc.security_group_ids
}

output "cloudwatch_alarm_arns" {
  description = "ARNs of the alarms, by name."
  value       = module.cloudwatch.arns
}

output "apigateway_endpoints" {
  description = "Addresses of the HTTP APIs, by name."
  value       = module.apigateway.endpoints
}

output "apigateway_domain_targets" {
  description = "What the DNS records of the APIs' domains point at, by name."
  value       = module.apigateway.domain_targets
}
