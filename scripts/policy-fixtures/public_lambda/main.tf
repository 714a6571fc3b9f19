# As public function modules make one: a role with a policy for its own log group, the log group, the function.
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "lambda" {
  name                  = "my-lambda"
  assume_role_policy    = data.aws_iam_policy_document.assume.json
  force_detach_policies = true
}

resource "aws_cloudwatch_log_group" "lambda" {
  name = "/aws/lambda/my-lambda"
}

resource "aws_iam_policy" "logs" {
  name = "my-lambda-logs"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:PutLogEvents", "logs:CreateLogStream", "logs:CreateLogGroup"]
      Resource = ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/my-lambda:*"]
    }]
  })
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.lambda.name
  policy_arn = aws_iam_policy.logs.arn
}

resource "aws_lambda_function" "this" {
  function_name = "my-lambda"
  description   = "My awesome lambda function"
  role          = aws_iam_role.lambda.arn
  handler       = "index.lambda_handler"
  runtime       = "python3.12"
  memory_size   = 128
  timeout       = 3
  s3_bucket     = "my-builds"
  s3_key        = "my-lambda.zip"

  environment {
    variables = { Serverless = "Terraform" }
  }
}

resource "aws_lambda_permission" "rule" {
  statement_id  = "Rule"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.this.function_name
  principal     = "events.amazonaws.com"
  source_arn    = "arn:aws:events:us-east-1:123456789012:rule/every-hour"
}
