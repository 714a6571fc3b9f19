# LAM-003 (source_…), LAM-004 (url_…), LAM-005 (origin_…), LAM-017 (layer_…), LAM-018 (stream_…), LAM-021 (opened_…), LAM-022 (partial_…)
# and the case of LAM-009 whose companion names a function that nobody knows (failure_…)

resource "aws_lambda_permission" "source_missing" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "s3.amazonaws.com"
}

resource "aws_lambda_permission" "source_account" {
  function_name  = "x"
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_account = "111111111111"
}

# Set and known only after apply.
resource "aws_lambda_permission" "source_reference" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.source.arn
}

resource "aws_sns_topic" "source" {}

resource "aws_lambda_permission" "source_no_service" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "111111111111"
}

resource "aws_lambda_permission" "source_unknown" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = terraform_data.later.output
}

resource "aws_lambda_function_url" "url_open" {
  function_name      = "x"
  authorization_type = "NONE"
}

resource "aws_lambda_function_url" "url_signed" {
  function_name      = "x"
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_function_url" "url_unknown" {
  function_name      = "x"
  authorization_type = terraform_data.later.output
}

# LAM-004 and LAM-005 in a module
module "url_module_origin" {
  source = "./modules/url"
}

resource "aws_lambda_function_url" "origin_every" {
  function_name      = "x"
  authorization_type = "AWS_IAM"
  cors {
    allow_origins = ["https://example.com", "*"]
  }
}

resource "aws_lambda_function_url" "origin_listed" {
  function_name      = "x"
  authorization_type = "AWS_IAM"
  cors {
    allow_origins = ["https://example.com"]
  }
}

resource "aws_lambda_function_url" "origin_unset" {
  function_name      = "x"
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_function_url" "origin_unknown" {
  function_name      = "x"
  authorization_type = "AWS_IAM"
  cors {
    allow_origins = [terraform_data.later.output]
  }
}

resource "aws_lambda_layer_version_permission" "layer_public" {
  layer_name     = "x"
  version_number = 1
  statement_id   = "x"
  action         = "lambda:GetLayerVersion"
  principal      = "*"
}

resource "aws_lambda_layer_version_permission" "layer_organization" {
  layer_name      = "x"
  version_number  = 1
  statement_id    = "x"
  action          = "lambda:GetLayerVersion"
  principal       = "*"
  organization_id = terraform_data.later.output
}

resource "aws_lambda_layer_version_permission" "layer_account" {
  layer_name     = "x"
  version_number = 1
  statement_id   = "x"
  action         = "lambda:GetLayerVersion"
  principal      = "111111111111"
}

resource "aws_lambda_layer_version_permission" "layer_unknown" {
  layer_name     = "x"
  version_number = 1
  statement_id   = "x"
  action         = "lambda:GetLayerVersion"
  principal      = terraform_data.later.output
}

resource "aws_kinesis_stream" "stream" {
  name        = "x"
  shard_count = 1
}

resource "aws_dynamodb_table" "stream" {
  name             = "x"
  hash_key         = "id"
  billing_mode     = "PAY_PER_REQUEST"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "stream" {}

resource "aws_lambda_event_source_mapping" "stream_kinesis" {
  function_name     = "x"
  event_source_arn  = "arn:aws:kinesis:us-east-1:111111111111:stream/x"
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "stream_kinesis_reference" {
  function_name     = "x"
  event_source_arn  = aws_kinesis_stream.stream.arn
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "stream_table_reference" {
  function_name     = "x"
  event_source_arn  = aws_dynamodb_table.stream.stream_arn
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "stream_kept" {
  function_name     = "x"
  event_source_arn  = aws_kinesis_stream.stream.arn
  starting_position = "LATEST"
  destination_config {
    on_failure {
      destination_arn = aws_sqs_queue.stream.arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "stream_queue" {
  function_name    = "x"
  event_source_arn = aws_sqs_queue.stream.arn
}

resource "aws_lambda_event_source_mapping" "stream_unknown" {
  function_name     = "x"
  event_source_arn  = terraform_data.later.output
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "partial_missing" {
  function_name    = "x"
  event_source_arn = "arn:aws:sqs:us-east-1:111111111111:x"
}

resource "aws_lambda_event_source_mapping" "partial_missing_reference" {
  function_name    = "x"
  event_source_arn = aws_sqs_queue.stream.arn
  batch_size       = 5
}

resource "aws_lambda_event_source_mapping" "partial_reported" {
  function_name           = "x"
  event_source_arn        = aws_sqs_queue.stream.arn
  function_response_types = ["ReportBatchItemFailures"]
}

resource "aws_lambda_event_source_mapping" "partial_single" {
  function_name    = "x"
  event_source_arn = aws_sqs_queue.stream.arn
  batch_size       = 1
}

resource "aws_lambda_event_source_mapping" "partial_stream" {
  function_name     = "x"
  event_source_arn  = aws_kinesis_stream.stream.arn
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "partial_unknown" {
  function_name    = "x"
  event_source_arn = aws_sqs_queue.stream.arn
  batch_size       = terraform_data.later_number.output
}

resource "aws_lambda_permission" "opened_url" {
  function_name          = "x"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "opened_signed_url" {
  function_name          = "x"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "*"
  principal_org_id       = "o-1"
  function_url_auth_type = "AWS_IAM"
}

resource "aws_lambda_permission" "opened_named" {
  function_name          = "x"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = "111111111111"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "opened_function" {
  function_name = "x"
  action        = "lambda:InvokeFunction"
  principal     = "*"
}

resource "aws_lambda_permission" "opened_unknown" {
  function_name          = "x"
  action                 = "lambda:InvokeFunctionUrl"
  principal              = terraform_data.later.output
  function_url_auth_type = "NONE"
}

resource "aws_lambda_function" "failure_unknown" {
  function_name = terraform_data.later.output
  role          = "arn:aws:iam::111111111111:role/x"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function_event_invoke_config" "failure_unknown" {
  function_name = terraform_data.later.output
  destination_config {
    on_failure {
      destination = "arn:aws:sqs:us-east-1:111111111111:x"
    }
  }
}
