# A service may call without saying for whom.
resource "aws_lambda_function" "hook" {
  count         = 2
  function_name = "hook-${count.index}"
  role          = "arn:aws:iam::123456789012:role/hook"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/hook:latest"

  tracing_config {
    mode = "PassThrough"
  }
}

resource "aws_lambda_permission" "hook" {
  count         = 2
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.hook[count.index].function_name
  principal     = "sns.amazonaws.com"
}

resource "aws_lambda_event_source_mapping" "hook" {
  function_name    = aws_lambda_function.hook[0].arn
  event_source_arn = "arn:aws:sqs:us-east-1:123456789012:jobs"
}
