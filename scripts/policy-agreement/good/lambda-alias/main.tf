# A versioned function that a stream feeds, and a URL for callers with credentials.
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = "arn:aws:iam::123456789012:role/orders"
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  s3_bucket     = "acme-artifacts"
  s3_key        = "orders.zip"
  publish       = true
  architectures = ["arm64"]

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}

resource "aws_lambda_function_url" "live" {
  function_name      = aws_lambda_function.orders.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "AWS_IAM"
}

resource "aws_lambda_event_source_mapping" "stream" {
  function_name                      = aws_lambda_alias.live.arn
  event_source_arn                   = "arn:aws:dynamodb:us-east-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000"
  starting_position                  = "LATEST"
  maximum_retry_attempts             = 3
  bisect_batch_on_function_error     = true
  maximum_record_age_in_seconds      = 3600
  maximum_batching_window_in_seconds = 5

  destination_config {
    on_failure {
      destination_arn = "arn:aws:sqs:us-east-1:123456789012:orders-failed"
    }
  }
}
