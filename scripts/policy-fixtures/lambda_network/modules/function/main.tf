variable "name" {
  type = string
}

variable "kept" {
  type = bool
}

resource "aws_lambda_function" "this" {
  function_name = var.name
  role          = "arn:aws:iam::111111111111:role/${var.name}"
  filename      = "x.zip"
  handler       = "x"
  runtime       = "python3.13"
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count         = var.kept ? 1 : 0
  function_name = aws_lambda_function.this.arn
  destination_config {
    on_failure {
      destination = "arn:aws:sqs:us-east-1:111111111111:x"
    }
  }
}
