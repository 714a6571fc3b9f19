variable "encryption" {
  type    = bool
  default = true
}

variable "policy" {
  type    = string
  default = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
}

variable "redrive" {
  type    = string
  default = null
}

variable "allow" {
  type    = string
  default = null
}

variable "consumer" {
  type    = bool
  default = false
}

resource "aws_sqs_queue" "this" {
  sqs_managed_sse_enabled = var.encryption
  redrive_allow_policy    = var.allow
}

resource "aws_sqs_queue_redrive_policy" "this" {
  count          = var.redrive == null ? 0 : 1
  queue_url      = aws_sqs_queue.this.url
  redrive_policy = var.redrive
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  policy    = var.policy
}

resource "aws_sqs_queue" "source" {
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.target.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue" "target" {
  receive_wait_time_seconds = 20
}

resource "aws_lambda_function" "this" {
  count         = var.consumer ? 1 : 0
  function_name = "this"
  role          = "arn:aws:iam::111111111111:role/this"
  image_uri     = "this"
  package_type  = "Image"
  timeout       = 900
}

resource "aws_lambda_event_source_mapping" "this" {
  count            = var.consumer ? 1 : 0
  event_source_arn = aws_sqs_queue.this.arn
  function_name    = aws_lambda_function.this[0].arn
}
