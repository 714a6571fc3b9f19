variable "runtime" {
  type = string
}

variable "variables" {
  type = map(string)
}

resource "aws_lambda_function" "this" {
  function_name = "x"
  role          = "arn:aws:iam::111111111111:role/x"
  filename      = "x.zip"
  handler       = "x"
  runtime       = var.runtime
  environment {
    variables = var.variables
  }
}
