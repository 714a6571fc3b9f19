# Functions by for_each that a bucket may call; dynamic blocks where an entry asks for them.
variable "functions" {
  type = map(object({ environment = optional(map(string), {}), subnets = optional(list(string), []) }))
  default = {
    resize = { environment = { SIZE = "200" } }
    index  = { subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"] }
  }
}

resource "aws_lambda_function" "this" {
  for_each      = var.functions
  function_name = each.key
  role          = "arn:aws:iam::123456789012:role/${each.key}"
  handler       = "main.handler"
  runtime       = "python3.13"
  s3_bucket     = "acme-artifacts"
  s3_key        = "${each.key}.zip"

  dynamic "environment" {
    for_each = length(each.value.environment) > 0 ? [each.value.environment] : []

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = length(each.value.subnets) > 0 ? [each.value.subnets] : []

    content {
      subnet_ids         = vpc_config.value
      security_group_ids = ["sg-0123456789abcdef0"]
    }
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_permission" "bucket" {
  for_each       = aws_lambda_function.this
  action         = "lambda:InvokeFunction"
  function_name  = each.value.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = "arn:aws:s3:::acme-uploads"
  source_account = "123456789012"
}
