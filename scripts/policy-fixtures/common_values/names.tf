# COM-020: convention_

resource "aws_s3_bucket" "convention_named" {
  bucket = "shop-prod-orders"
}

resource "aws_s3_bucket" "convention_odd" {
  bucket = "orders"
}

resource "aws_iam_role" "convention_prefix" {
  name_prefix        = "shop-prod-orders-"
  assume_role_policy = "{}"
}

resource "aws_iam_role" "convention_prefix_odd" {
  name_prefix        = "orders-"
  assume_role_policy = "{}"
}

resource "aws_cloudwatch_log_group" "convention_function" {
  name = "/aws/lambda/shop-prod-orders"
}

resource "aws_cloudwatch_log_group" "convention_function_odd" {
  name = "/aws/lambda/orders"
}

resource "aws_kms_alias" "convention_alias" {
  name          = "alias/shop-prod-orders"
  target_key_id = "11111111-1111-1111-1111-111111111111"
}

resource "aws_sqs_queue" "convention_fifo" {
  name       = "shop-prod-orders.fifo"
  fifo_queue = true
}

resource "aws_sqs_queue" "convention_computed" {}

resource "aws_sqs_queue" "convention_unknown" {
  name = terraform_data.later.output
}

module "convention_module" {
  source   = "./modules/topic"
  for_each = { named = "shop-dev-orders", odd = "Orders" }
  name     = each.value
  tags     = {}
}

# COM-021: token_

resource "aws_sqs_queue" "token_equal" {
  name = "shop-prod-orders"
  tags = { Environment = "prod" }
}

resource "aws_sqs_queue" "token_other" {
  name = "shop-prod-orders"
  tags = { Environment = "dev" }
}

resource "aws_sqs_queue" "token_none" {
  name = "orders"
  tags = { Environment = "dev" }
}

resource "aws_sqs_queue" "token_untagged" {
  name = "shop-prod-orders"
}

resource "aws_sqs_queue" "token_unknown" {
  name = "shop-prod-orders"
  tags = { Environment = terraform_data.later.output }
}

# COM-022: label_

resource "aws_vpc" "label_named" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "shop-prod-main" }
}

resource "aws_vpc" "label_odd" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}

resource "aws_vpc" "label_none" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "label_blank" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = " " }
}

resource "aws_vpc" "label_unknown" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = terraform_data.later.output }
}

# COM-023: leak_

resource "aws_sqs_queue" "leak_nothing" {
  name = "shop-prod-2026010112000000"
}

resource "aws_sqs_queue" "leak_account" {
  name = "shop-111111111111-orders"
}

resource "aws_sqs_queue" "leak_password" {
  name = "shop-Password-hunter2"
}

resource "aws_sqs_queue" "leak_key" {
  name = "shop-secret_key-hunter2"
}

resource "aws_sqs_queue" "leak_unknown" {
  name = "shop-111111111111-${terraform_data.later.output}"
}

# COM-024: spelling

resource "aws_sqs_queue" "spelling_snake_1" {}

resource "aws_sqs_queue" "spelling-dash" {
  count = 2
}

resource "aws_sqs_queue" "SpellingCamel" {}

resource "aws_s3_bucket" "_spelling_existing" {
  bucket = "existing"
  tags   = { Owner = "platform@example.org" }
}
