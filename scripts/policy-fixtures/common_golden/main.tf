# COM-060: bucket_

resource "aws_s3_bucket" "bucket_whole" {
  bucket = "shop-prod-whole"
}

resource "aws_s3_bucket_public_access_block" "bucket_whole" {
  bucket = aws_s3_bucket.bucket_whole.id
}

resource "aws_s3_bucket_server_side_encryption_configuration" "bucket_whole" {
  bucket = aws_s3_bucket.bucket_whole.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "bucket_whole" {
  bucket = aws_s3_bucket.bucket_whole.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "bucket_whole" {
  bucket        = aws_s3_bucket.bucket_whole.id
  target_bucket = "logs"
  target_prefix = "whole/"
}

resource "aws_s3_bucket_policy" "bucket_whole" {
  bucket = aws_s3_bucket.bucket_whole.id
  policy = "{}"
}

resource "aws_s3_bucket_lifecycle_configuration" "bucket_whole" {
  bucket = aws_s3_bucket.bucket_whole.id

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}

resource "aws_s3_bucket" "bucket_logs" {
  bucket = "bucket-logs"
}

resource "aws_s3_bucket_logging" "bucket_logged" {
  bucket        = "elsewhere"
  target_bucket = aws_s3_bucket.bucket_logs.id
  target_prefix = "elsewhere/"
}

resource "aws_s3_bucket" "bucket_versioned" {
  bucket = "shop-prod-versioned"
}

resource "aws_s3_bucket_versioning" "bucket_versioned" {
  bucket = aws_s3_bucket.bucket_versioned.id

  versioning_configuration {
    status = "Enabled"
  }
}

# COM-061: database_

resource "aws_db_instance" "database_whole" {
  instance_class              = "db.t3.micro"
  engine                      = "postgres"
  username                    = "admin1"
  allocated_storage           = 10
  storage_encrypted           = true
  deletion_protection         = true
  backup_retention_period     = 7
  copy_tags_to_snapshot       = true
  manage_master_user_password = true
  multi_az                    = true
  tags                        = { Environment = "prod" }
}

resource "aws_db_instance" "database_bare" {
  instance_class          = "db.t3.micro"
  engine                  = "postgres"
  username                = "admin1"
  password                = "fixture-password"
  allocated_storage       = 10
  backup_retention_period = 6
  tags                    = { Environment = "prod" }
}

resource "aws_db_instance" "database_replica" {
  instance_class          = "db.t3.micro"
  replicate_source_db     = "source"
  deletion_protection     = true
  backup_retention_period = 7
  copy_tags_to_snapshot   = true
  multi_az                = true
  tags                    = { Environment = "prod" }
}

resource "aws_db_instance" "database_dev" {
  instance_class    = "db.t3.micro"
  engine            = "postgres"
  username          = "admin1"
  password          = "fixture-password"
  allocated_storage = 10
  tags              = { Environment = "dev" }
}

resource "aws_rds_cluster" "database_cluster" {
  engine                      = "aurora-postgresql"
  master_username             = "admin1"
  storage_encrypted           = true
  deletion_protection         = true
  backup_retention_period     = 14
  copy_tags_to_snapshot       = true
  manage_master_user_password = true
  tags                        = { Environment = "prod" }
}

resource "aws_rds_cluster" "database_unknown" {
  engine                      = "aurora-postgresql"
  master_username             = "admin1"
  storage_encrypted           = true
  deletion_protection         = terraform_data.later.output == "later"
  backup_retention_period     = 14
  copy_tags_to_snapshot       = true
  manage_master_user_password = true
  tags                        = { Environment = "prod" }
}

# COM-062: function_

resource "aws_iam_role" "function_whole" {
  name               = "function-whole"
  assume_role_policy = "{}"
}

resource "aws_cloudwatch_log_group" "function_whole" {
  name              = "/aws/lambda/${aws_lambda_function.function_whole.function_name}"
  retention_in_days = 30
}

resource "aws_lambda_function" "function_whole" {
  function_name = "function-whole"
  role          = aws_iam_role.function_whole.arn
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "code"
  s3_key        = "code.zip"

  tracing_config {
    mode = "Active"
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:us-east-1:111111111111:failed"
  }
}

resource "aws_lambda_function" "function_bare" {
  function_name = "function-bare"
  role          = "arn:aws:iam::111111111111:role/shared"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "code"
  s3_key        = "code.zip"
}

resource "aws_cloudwatch_log_group" "function_sharing" {
  name = "/aws/lambda/function-sharing"
}

resource "aws_lambda_function" "function_sharing" {
  function_name = "function-sharing"
  role          = "arn:aws:iam::111111111111:role/shared"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "code"
  s3_key        = "code.zip"

  tracing_config {
    mode = "Active"
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:us-east-1:111111111111:failed"
  }
}

resource "aws_cloudwatch_log_group" "function_unknown" {
  name              = "/aws/lambda/function-unknown"
  retention_in_days = 30
}

resource "aws_lambda_function" "function_unknown" {
  function_name = "function-unknown"
  role          = "arn:aws:iam::111111111111:role/own"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "code"
  s3_key        = "code.zip"

  tracing_config {
    mode = terraform_data.later.output
  }

  dead_letter_config {
    target_arn = "arn:aws:sqs:us-east-1:111111111111:failed"
  }
}

# COM-063: queue_

resource "aws_sqs_queue" "queue_whole" {
  kms_master_key_id = "alias/queues"
  redrive_policy    = jsonencode({ deadLetterTargetArn = aws_sqs_queue.queue_failed.arn, maxReceiveCount = 3 })
}

resource "aws_sqs_queue" "queue_failed" {
  kms_master_key_id = "alias/queues"
}

resource "aws_sqs_queue" "queue_bare" {
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "queue_linked" {
  kms_master_key_id = terraform_data.later.output
}

resource "aws_sqs_queue_redrive_policy" "queue_linked" {
  queue_url      = aws_sqs_queue.queue_linked.id
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.queue_failed.arn, maxReceiveCount = 3 })
}

# COM-064: network_

resource "aws_vpc" "network_whole" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_flow_log" "network_whole" {
  vpc_id          = aws_vpc.network_whole.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_default_security_group" "network_whole" {
  vpc_id = aws_vpc.network_whole.id
}

resource "aws_subnet" "network_whole" {
  for_each          = { a = "10.0.0.0/24", b = "10.0.1.0/24" }
  vpc_id            = aws_vpc.network_whole.id
  cidr_block        = each.value
  availability_zone = "us-east-1${each.key}"
}

resource "aws_vpc" "network_bare" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "network_bare" {
  vpc_id = aws_vpc.network_bare.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_subnet" "network_bare" {
  count             = 2
  vpc_id            = aws_vpc.network_bare.id
  cidr_block        = "10.1.${count.index}.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_vpc" "network_unknown" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_flow_log" "network_unknown" {
  vpc_id          = aws_vpc.network_unknown.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_default_security_group" "network_unknown" {
  vpc_id = aws_vpc.network_unknown.id
}

resource "aws_subnet" "network_unknown" {
  count             = 2
  vpc_id            = aws_vpc.network_unknown.id
  cidr_block        = "10.2.${count.index}.0/24"
  availability_zone = terraform_data.later.output
}

# COM-065: key_

resource "aws_kms_key" "key_whole" {
  enable_key_rotation = true
  policy              = "{}"
}

resource "aws_kms_alias" "key_whole" {
  name          = "alias/shop-prod-whole"
  target_key_id = aws_kms_key.key_whole.key_id
}

resource "aws_kms_key" "key_linked" {
  enable_key_rotation = true
}

resource "aws_kms_key_policy" "key_linked" {
  key_id = aws_kms_key.key_linked.id
  policy = "{}"
}

resource "aws_kms_alias" "key_linked" {
  name          = "alias/shop-prod-linked"
  target_key_id = aws_kms_key.key_linked.arn
}

resource "aws_kms_key" "key_bare" {}

resource "aws_kms_key" "key_unknown" {
  enable_key_rotation = terraform_data.later.output == "later"
  policy              = terraform_data.later.output
}

resource "aws_kms_alias" "key_unknown" {
  name          = "alias/shop-prod-unknown"
  target_key_id = aws_kms_key.key_unknown.key_id
}

# COM-066: table_

resource "aws_dynamodb_table" "table_whole" {
  name                        = "shop-prod-whole"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = true

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = terraform_data.later.output
  }
}

resource "aws_dynamodb_table" "table_bare" {
  name         = "shop-prod-bare"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  server_side_encryption {
    enabled = true
  }
}

resource "aws_dynamodb_table" "table_unknown" {
  name                        = "shop-prod-unknown"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = true

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = terraform_data.later.output == "later"
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
  }
}

# COM-067: stage_

resource "aws_api_gateway_stage" "stage_whole" {
  rest_api_id          = "abc123"
  deployment_id        = "d1"
  stage_name           = "prod"
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = terraform_data.later.output
    format          = "$context.requestId"
  }
}

resource "aws_api_gateway_method_settings" "stage_whole" {
  rest_api_id = aws_api_gateway_stage.stage_whole.rest_api_id
  stage_name  = aws_api_gateway_stage.stage_whole.stage_name
  method_path = "*/*"

  settings {
    throttling_rate_limit  = 100
    throttling_burst_limit = 50
  }
}

resource "aws_api_gateway_stage" "stage_bare" {
  rest_api_id   = "abc123"
  deployment_id = "d1"
  stage_name    = "bare"
}

resource "aws_apigatewayv2_stage" "stage_http" {
  api_id = "abc123"
  name   = "prod"

  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:x"
    format          = "$context.requestId"
  }

  default_route_settings {
    throttling_rate_limit = 100
  }
}

resource "aws_apigatewayv2_stage" "stage_http_bare" {
  api_id = "abc123"
  name   = "bare"
}

resource "aws_apigatewayv2_stage" "stage_http_unknown" {
  api_id = "abc123"
  name   = "unknown"

  access_log_settings {
    destination_arn = "arn:aws:logs:us-east-1:111111111111:log-group:x"
    format          = "$context.requestId"
  }

  default_route_settings {
    throttling_rate_limit = terraform_data.later.output == "later" ? 1 : 2
  }
}

# COM-068: machine_

resource "aws_instance" "machine_whole" {
  ami                         = "ami-00000000000000000"
  instance_type               = "t3.micro"
  associate_public_ip_address = false

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }
}

resource "aws_instance" "machine_bare" {
  ami                         = "ami-00000000000000000"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_instance" "machine_unknown" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = terraform_data.later.output == "later"
  }
}

resource "aws_instance" "machine_from_template" {
  launch_template {
    id = aws_launch_template.machine_template.id
  }
}

resource "aws_instance" "machine_from_other_template" {
  launch_template {
    id = "lt-00000000000000000"
  }
}

resource "aws_launch_template" "machine_template" {
  image_id      = "ami-00000000000000000"
  instance_type = "t3.micro"

  metadata_options {
    http_tokens = "required"
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      encrypted = true
    }
  }

  network_interfaces {
    associate_public_ip_address = false
  }
}

resource "aws_launch_template" "machine_template_bare" {
  image_id      = "ami-00000000000000000"
  instance_type = "t3.micro"

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size = 10
    }
  }

  network_interfaces {
    associate_public_ip_address = true
  }
}

# COM-060 and COM-069

resource "aws_iam_role" "no_golden_type" {
  name               = "x"
  assume_role_policy = "{}"
}

module "bucket_module" {
  source = "./modules/bucket"
}

module "bucket_wrapped" {
  source   = "./modules/wrapper"
  for_each = { "a.b" = true }
}
