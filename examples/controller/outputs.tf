# null where a deployment makes none: its plan does not speak of outputs that say nothing.

output "s3_bucket_arns" {
  description = "ARNs of the buckets, by name."
  value       = length(module.s3.arns) > 0 ? module.s3.arns : null
}

output "kms_key_arns" {
  description = "ARNs of the keys, by name."
  value       = length(module.kms.arns) > 0 ? module.kms.arns : null
}

output "iam_role_arns" {
  description = "ARNs of the roles, by name."
  value       = length(module.iam.arns) > 0 ? module.iam.arns : null
}

output "iam_policy_arns" {
  description = "ARNs of the policies, by name."
  value       = length(module.iam.policy_arns) > 0 ? module.iam.policy_arns : null
}

output "iam_user_arns" {
  description = "ARNs of the users, by name."
  value       = length(module.iam.user_arns) > 0 ? module.iam.user_arns : null
}

output "sns_topic_arns" {
  description = "ARNs of the topics, by name."
  value       = length(module.sns.arns) > 0 ? module.sns.arns : null
}

output "sqs_queue_arns" {
  description = "ARNs of the queues, by name."
  value       = length(module.sqs.arns) > 0 ? module.sqs.arns : null
}

output "dynamodb_table_arns" {
  description = "ARNs of the tables, by name."
  value       = length(module.dynamodb.arns) > 0 ? module.dynamodb.arns : null
}

output "lambda_function_arns" {
  description = "ARNs of the functions, by name."
  value       = length(module.lambda.arns) > 0 ? module.lambda.arns : null
}

output "lambda_role_arns" {
  description = "ARNs of the functions' roles, by name."
  value       = length(module.lambda.role_arns) > 0 ? module.lambda.role_arns : null
}

output "rds_instance_endpoints" {
  description = "Addresses of the database instances with their ports, by name."
  value       = length(module.rds.instance_endpoints) > 0 ? module.rds.instance_endpoints : null
}

output "rds_cluster_endpoints" {
  description = "Addresses of the clusters that take writes, by name."
  value       = length(module.rds.cluster_endpoints) > 0 ? module.rds.cluster_endpoints : null
}

output "ec2_instance_ids" {
  description = "Ids of the instances, by name."
  value       = length(module.ec2.ids) > 0 ? module.ec2.ids : null
}

output "ec2_role_arns" {
  description = "ARNs of the instances' roles, by name."
  value       = length(module.ec2.role_arns) > 0 ? module.ec2.role_arns : null
}

output "vpc_ids" {
  description = "Ids of the networks, by name."
  value       = length(module.vpc.ids) > 0 ? module.vpc.ids : null
}

output "vpc_subnet_ids" {
  description = "Ids of the subnets, by network and name."
  value       = length(module.vpc.subnet_ids) > 0 ? module.vpc.subnet_ids : null
}

output "vpc_security_group_ids" {
  description = "Ids of the security groups, by name."
  value       = length(module.vpc.security_group_ids) > 0 ? module.vpc.security_group_ids : null
}

output "cloudwatch_alarm_arns" {
  description = "ARNs of the alarms, by name."
  value       = length(module.cloudwatch.arns) > 0 ? module.cloudwatch.arns : null
}

output "apigateway_endpoints" {
  description = "Addresses of the HTTP APIs, by name."
  value       = length(module.apigateway.endpoints) > 0 ? module.apigateway.endpoints : null
}

output "apigateway_domain_targets" {
  description = "What the DNS records of the APIs' domains point at, by name."
  value       = length(module.apigateway.domain_targets) > 0 ? module.apigateway.domain_targets : null
}
