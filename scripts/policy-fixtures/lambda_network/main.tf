# LAM-009 (failure_…), LAM-011 (private_…), LAM-012 (zones_…), LAM-015 (log_…) and LAM-019 (role_…)

locals {
  role = "arn:aws:iam::111111111111:role/x"
}

resource "aws_lambda_function" "failure_lost" {
  function_name = "failure-lost"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "failure_dead_letter" {
  function_name = "failure-dead-letter"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  dead_letter_config {
    target_arn = aws_sqs_queue.failures.arn
  }
}

resource "aws_sqs_queue" "failures" {}

# The name is known only after apply: linked by reference.
resource "aws_lambda_function" "failure_destination" {
  function_name = terraform_data.later.output
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function_event_invoke_config" "failure_destination" {
  function_name = aws_lambda_function.failure_destination.function_name
  destination_config {
    on_failure {
      destination = aws_sqs_queue.failures.arn
    }
  }
}

# Linked by its name, through an alias.
resource "aws_lambda_function" "failure_alias" {
  function_name = "failure-alias"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_alias" "failure_alias" {
  name             = "live"
  function_name    = aws_lambda_function.failure_alias.function_name
  function_version = "$LATEST"
}

resource "aws_lambda_function_event_invoke_config" "failure_alias" {
  function_name = aws_lambda_alias.failure_alias.function_name
  qualifier     = "live"
  destination_config {
    on_failure {
      destination = "arn:aws:sqs:us-east-1:111111111111:x"
    }
  }
}

resource "aws_lambda_function" "failure_success_only" {
  function_name = "failure-success-only"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function_event_invoke_config" "failure_success_only" {
  function_name          = aws_lambda_function.failure_success_only.function_name
  maximum_retry_attempts = 1
  destination_config {
    on_success {
      destination = aws_sqs_queue.failures.arn
    }
  }
}

module "failure_module" {
  source   = "./modules/function"
  for_each = { kept = true, lost = false }
  name     = "failure-${each.key}"
  kept     = each.value
}

resource "aws_lambda_function" "private_outside" {
  function_name = "private-outside"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tags          = { Network = "private" }
}

resource "aws_lambda_function" "private_empty" {
  function_name = "private-empty"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tags          = { Network = "private" }
  vpc_config {
    subnet_ids         = []
    security_group_ids = []
  }
}

resource "aws_lambda_function" "private_inside" {
  function_name = "private-inside"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tags          = { Network = "private" }
  vpc_config {
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "private_untagged" {
  function_name = "private-untagged"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "private_unknown_tag" {
  function_name = "private-unknown-tag"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  tags          = { Network = terraform_data.later.output }
}

resource "aws_subnet" "zones" {
  count      = 2
  vpc_id     = "vpc-1"
  cidr_block = "10.0.${count.index}.0/24"
}

resource "aws_lambda_function" "zones_one" {
  function_name = "zones-one"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = ["subnet-1"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_one_reference" {
  function_name = "zones-one-reference"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = [aws_subnet.zones[0].id]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_two" {
  function_name = "zones-two"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = ["subnet-1", "subnet-2"]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_two_references" {
  function_name = "zones-two-references"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = [aws_subnet.zones[0].id, aws_subnet.zones[1].id]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_every_instance" {
  function_name = "zones-every-instance"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = aws_subnet.zones[*].id
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_one_and_unknown" {
  function_name = "zones-one-and-unknown"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = [aws_subnet.zones[0].id, terraform_data.later.output]
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_unknown" {
  function_name = "zones-unknown"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  vpc_config {
    subnet_ids         = terraform_data.later_list.output
    security_group_ids = ["sg-1"]
  }
}

resource "aws_lambda_function" "zones_outside" {
  function_name = "zones-outside"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "log_missing" {
  function_name = "log-missing"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "log_managed" {
  function_name = "log-managed"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_cloudwatch_log_group" "log_managed" {
  name              = "/aws/lambda/log-managed"
  retention_in_days = 30
}

resource "aws_lambda_function" "log_forever" {
  function_name = "log-forever"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_cloudwatch_log_group" "log_forever" {
  name = "/aws/lambda/${aws_lambda_function.log_forever.function_name}"
}

resource "aws_lambda_function" "log_unknown_retention" {
  function_name = "log-unknown-retention"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_cloudwatch_log_group" "log_unknown_retention" {
  name              = "/aws/lambda/log-unknown-retention"
  retention_in_days = terraform_data.later_number.output
}

resource "aws_cloudwatch_log_group" "log_own" {
  name_prefix       = "own"
  retention_in_days = 30
}

# The name of the group is known only after apply: linked by reference.
resource "aws_lambda_function" "log_own" {
  function_name = "log-own"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.log_own.name
  }
}

# Its group of the usual name is not the one that it writes to.
resource "aws_lambda_function" "log_elsewhere" {
  function_name = "log-managed"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  logging_config {
    log_format = "JSON"
    log_group  = "/elsewhere"
  }
}

resource "aws_lambda_function" "log_unknown_group" {
  function_name = "log-unknown-group"
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  logging_config {
    log_format = "JSON"
    log_group  = terraform_data.later.output
  }
}

resource "aws_lambda_function" "log_unknown_name" {
  function_name = terraform_data.later.output
  role          = local.role
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
  logging_config {
    log_format = "JSON"
  }
}

resource "aws_lambda_function" "role_shared" {
  count         = 2
  function_name = "role-shared-${count.index}"
  role          = "arn:aws:iam::111111111111:role/shared"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_iam_role" "role" {
  for_each           = toset(["a", "b"])
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_lambda_function" "role_same_reference" {
  function_name = "role-same-reference"
  role          = aws_iam_role.role["a"].arn
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "role_same_reference_too" {
  function_name = "role-same-reference-too"
  role          = aws_iam_role.role["a"].arn
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "role_own_reference" {
  function_name = "role-own-reference"
  role          = aws_iam_role.role["b"].arn
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "role_own" {
  function_name = "role-own"
  role          = "arn:aws:iam::111111111111:role/own"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "role_unknown" {
  count         = 2
  function_name = "role-unknown-${count.index}"
  role          = terraform_data.later.output
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

# A function that stays as it is has the same role.
resource "aws_lambda_function" "role_beside_no_op" {
  function_name = "role-beside-no-op"
  role          = "arn:aws:iam::111111111111:role/no-op"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "role_no_op" {
  function_name = "role-no-op"
  role          = "arn:aws:iam::111111111111:role/no-op"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}
