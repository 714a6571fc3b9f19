variable "name" {
  type = string
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = "arn:aws:iam::123456789012:role/hook"
  handler       = "hook.handler"
  runtime       = "python3.7"
  s3_bucket     = "acme-artifacts"
  s3_key        = "hook.zip"
  timeout       = 900

  environment {
    variables = {
      DATABASE_PASSWORD = "correct-horse-battery"
    }
  }
}

resource "aws_lambda_function_url" "this" {
  function_name      = aws_lambda_function.this.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "url" {
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.this.function_name
  principal              = "*"
  function_url_auth_type = "NONE"
}
