# METADATA
# title: Arguments that name another resource
# description: |
#   Companion type, then argument (`name`, `block.name` or `block.block.name`), then the types it may name. lib.link indexes these
#   once for each plan; a rule that needs another pair adds a line here. A function, because a table would be made anew for each plan.
package lib.link_table

subject_types("aws_api_gateway_authorizer") := {"rest_api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_base_path_mapping") := {"api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_integration") := {"rest_api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_method") := {"rest_api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_method_settings") := {"rest_api_id": {"aws_api_gateway_rest_api"}, "stage_name": {"aws_api_gateway_stage"}}

subject_types("aws_api_gateway_stage") := {"rest_api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_usage_plan") := {"api_stages.api_id": {"aws_api_gateway_rest_api"}}

subject_types("aws_api_gateway_usage_plan_key") := {"key_id": {"aws_api_gateway_api_key"}}

subject_types("aws_apigatewayv2_api_mapping") := {"api_id": {"aws_api_gateway_rest_api", "aws_apigatewayv2_api"}}

subject_types("aws_apigatewayv2_integration") := {"api_id": {"aws_apigatewayv2_api"}}

subject_types("aws_apigatewayv2_route") := {"api_id": {"aws_apigatewayv2_api"}}

subject_types("aws_apigatewayv2_stage") := {"api_id": {"aws_apigatewayv2_api"}}

subject_types("aws_appautoscaling_target") := {"resource_id": {"aws_dynamodb_table"}}

subject_types("aws_backup_selection") := {"resources": {"aws_dynamodb_table"}}

subject_types("aws_cloudwatch_composite_alarm") := {"alarm_rule": {"aws_cloudwatch_metric_alarm"}}

subject_types("aws_cloudwatch_log_data_protection_policy") := {"log_group_name": {"aws_cloudwatch_log_group"}}

subject_types("aws_cloudwatch_log_metric_filter") := {"log_group_name": {"aws_cloudwatch_log_group"}}

subject_types("aws_db_instance") := {
	"db_subnet_group_name": {"aws_db_subnet_group"},
	"replicate_source_db": {"aws_db_instance"},
	"vpc_security_group_ids": {"aws_security_group"},
}

subject_types("aws_db_subnet_group") := {"subnet_ids": {"aws_subnet"}}

subject_types("aws_default_security_group") := {"vpc_id": {"aws_vpc"}}

subject_types("aws_dynamodb_resource_policy") := {"resource_arn": {"aws_dynamodb_table"}}

subject_types("aws_dynamodb_table_replica") := {"global_table_arn": {"aws_dynamodb_table"}}

subject_types("aws_ecs_service") := {"network_configuration.security_groups": {"aws_security_group"}}

subject_types("aws_efs_mount_target") := {"security_groups": {"aws_security_group"}}

subject_types("aws_eip") := {"instance": {"aws_instance"}}

subject_types("aws_eip_association") := {"allocation_id": {"aws_eip"}, "instance_id": {"aws_instance"}, "public_ip": {"aws_eip"}}

subject_types("aws_eks_cluster") := {"vpc_config.security_group_ids": {"aws_security_group"}}

subject_types("aws_elasticache_replication_group") := {"security_group_ids": {"aws_security_group"}}

subject_types("aws_flow_log") := {"eni_id": {"aws_network_interface"}, "subnet_id": {"aws_subnet"}, "vpc_id": {"aws_vpc"}}

subject_types("aws_iam_role_policy") := {"role": {"aws_iam_role"}}

subject_types("aws_iam_role_policy_attachment") := {"policy_arn": {"aws_iam_policy"}, "role": {"aws_iam_role"}}

subject_types("aws_iam_user_policy") := {"user": {"aws_iam_user"}}

subject_types("aws_iam_user_policy_attachment") := {"policy_arn": {"aws_iam_policy"}, "user": {"aws_iam_user"}}

subject_types("aws_instance") := {
	"launch_template.id": {"aws_launch_template"},
	"subnet_id": {"aws_subnet"},
	"vpc_security_group_ids": {"aws_security_group"},
}

subject_types("aws_kms_alias") := {"target_key_id": {"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"}}

subject_types("aws_kms_key_policy") := {"key_id": {"aws_kms_external_key", "aws_kms_key", "aws_kms_replica_key"}}

subject_types("aws_kms_replica_key") := {"primary_key_arn": {"aws_kms_key"}}

subject_types("aws_lambda_alias") := {"function_name": {"aws_lambda_function"}}

subject_types("aws_lambda_event_source_mapping") := {
	"event_source_arn": {"aws_dynamodb_table", "aws_kinesis_stream", "aws_sqs_queue"},
	"function_name": {"aws_lambda_function"},
}

subject_types("aws_lambda_function") := {
	"dead_letter_config.target_arn": {"aws_sns_topic", "aws_sqs_queue"},
	"logging_config.log_group": {"aws_cloudwatch_log_group"},
	"role": {"aws_iam_role"},
	"vpc_config.security_group_ids": {"aws_security_group"},
	"vpc_config.subnet_ids": {"aws_subnet"},
}

subject_types("aws_lambda_function_event_invoke_config") := {"function_name": {"aws_lambda_function"}}

subject_types("aws_lambda_permission") := {"function_name": {"aws_lambda_function"}}

subject_types("aws_launch_template") := {"vpc_security_group_ids": {"aws_security_group"}}

subject_types("aws_lb") := {"security_groups": {"aws_security_group"}, "subnet_mapping.allocation_id": {"aws_eip"}}

subject_types("aws_nat_gateway") := {
	"allocation_id": {"aws_eip"},
	"secondary_allocation_ids": {"aws_eip"},
	"subnet_id": {"aws_subnet"},
}

subject_types("aws_network_acl") := {"subnet_ids": {"aws_subnet"}, "vpc_id": {"aws_vpc"}}

subject_types("aws_network_acl_association") := {"network_acl_id": {"aws_network_acl"}, "subnet_id": {"aws_subnet"}}

subject_types("aws_network_acl_rule") := {"network_acl_id": {"aws_default_network_acl", "aws_network_acl"}}

subject_types("aws_network_interface") := {"security_groups": {"aws_security_group"}}

subject_types("aws_rds_cluster") := {
	"db_subnet_group_name": {"aws_db_subnet_group"},
	"vpc_security_group_ids": {"aws_security_group"},
}

subject_types("aws_rds_cluster_instance") := {"cluster_identifier": {"aws_rds_cluster"}}

subject_types("aws_route") := {"gateway_id": {"aws_internet_gateway"}, "route_table_id": {"aws_route_table"}}

subject_types("aws_route_table") := {"route.gateway_id": {"aws_internet_gateway"}, "vpc_id": {"aws_vpc"}}

subject_types("aws_route_table_association") := {"route_table_id": {"aws_route_table"}, "subnet_id": {"aws_subnet"}}

subject_types("aws_s3_bucket") := {"logging.target_bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_accelerate_configuration") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_acl") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_cors_configuration") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_lifecycle_configuration") := {"bucket": {"aws_s3_bucket", "aws_s3_directory_bucket"}}

subject_types("aws_s3_bucket_logging") := {"bucket": {"aws_s3_bucket"}, "target_bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_notification") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_object_lock_configuration") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_ownership_controls") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_policy") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_public_access_block") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_replication_configuration") := {"bucket": {"aws_s3_bucket"}, "rule.destination.bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_server_side_encryption_configuration") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_versioning") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_s3_bucket_website_configuration") := {"bucket": {"aws_s3_bucket"}}

subject_types("aws_security_group_rule") := {"security_group_id": {"aws_default_security_group", "aws_security_group"}}

subject_types("aws_sns_topic_policy") := {"arn": {"aws_sns_topic"}}

subject_types("aws_sns_topic_subscription") := {"topic_arn": {"aws_sns_topic"}}

subject_types("aws_sqs_queue_policy") := {"queue_url": {"aws_sqs_queue"}}

subject_types("aws_sqs_queue_redrive_allow_policy") := {"queue_url": {"aws_sqs_queue"}}

subject_types("aws_sqs_queue_redrive_policy") := {"queue_url": {"aws_sqs_queue"}}

subject_types("aws_subnet") := {"vpc_id": {"aws_vpc"}}

subject_types("aws_vpc_endpoint") := {"security_group_ids": {"aws_security_group"}, "vpc_id": {"aws_vpc"}}

subject_types("aws_vpc_endpoint_policy") := {"vpc_endpoint_id": {"aws_vpc_endpoint"}}

subject_types("aws_vpc_security_group_egress_rule") := {"security_group_id": {"aws_default_security_group", "aws_security_group"}}

subject_types("aws_vpc_security_group_ingress_rule") := {"security_group_id": {"aws_default_security_group", "aws_security_group"}}

subject_types("aws_wafv2_web_acl_association") := {"resource_arn": {"aws_api_gateway_stage", "aws_apigatewayv2_stage"}}
