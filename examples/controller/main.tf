provider "aws" {
  region            = var.region
  s3_use_path_style = var.s3_use_path_style

  # Each account has a role of its own (role_arn in accounts.yaml): the credentials of another account are refused.
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = local.tags
  }
}

locals {
  environment_tag = {
    production  = "prod"
    staging     = "staging"
    development = "dev"
  }

  # The environment and the project are facts of the deployment: they win over its tags.
  tags = merge(var.default_tags, var.tags, {
    Environment = local.environment_tag[lower(var.environment)]
    Project     = var.project
  })
}

module "kms" {
  source = "./modules/kms"

  keys            = var.kms_keys
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "s3" {
  source = "./modules/s3"

  buckets         = var.s3_buckets
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "iam" {
  source = "./modules/iam"

  roles           = var.iam_roles
  policies        = var.iam_policies
  users           = var.iam_users
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "sns" {
  source = "./modules/sns"

  topics          = var.sns_topics
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "sqs" {
  source = "./modules/sqs"

  queues          = var.sqs_queues
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "dynamodb" {
  source = "./modules/dynamodb"

  tables = var.dynamodb_tables
}

module "lambda" {
  source = "./modules/lambda"

  functions       = var.lambda_functions
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "rds" {
  source = "./modules/rds"

  instances  = var.rds_instances
  clusters   = var.rds_clusters
  account_id = var.account_id
}

module "ec2" {
  source = "./modules/ec2"

  instances       = var.ec2_instances
  account_id      = var.account_id
  region          = var.region
  vpc_endpoint_id = lookup(var.vpc_interface_endpoints, var.region, null)
}

module "vpc" {
  source = "./modules/vpc"

  vpcs            = var.vpc_configs
  security_groups = var.security_groups
  account_id      = var.account_id
  region          = var.region
}

module "cloudwatch" {
  source = "./modules/cloudwatch"

  alarms = var.cloudwatch_alarms
}

module "apigateway" {
  source = "./modules/apigateway"

  gateways = var.api_gateways
  region   = var.region
}
