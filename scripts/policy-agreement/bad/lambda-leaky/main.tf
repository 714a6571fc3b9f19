# Keys in the environment, a function for everybody, a runtime that nobody patches.
resource "aws_lambda_function" "leaky" {
  function_name = "leaky"
  role          = "arn:aws:iam::123456789012:role/leaky"
  handler       = "index.handler"
  runtime       = "nodejs12.x"
  s3_bucket     = "acme-artifacts"
  s3_key        = "leaky.zip"

  environment {
    variables = {
      AWS_ACCESS_KEY_ID     = "AKIAIOSFODNN7EXAMPLE"
      AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    }
  }
}

resource "aws_lambda_function_url" "leaky" {
  function_name      = aws_lambda_function.leaky.function_name
  authorization_type = "NONE"

  cors {
    allow_origins = ["*"]
  }
}

resource "aws_lambda_permission" "everybody" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.leaky.function_name
  principal     = "*"
}
