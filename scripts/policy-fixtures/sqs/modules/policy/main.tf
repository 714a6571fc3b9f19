variable "policy" {
  type = string
}

resource "aws_sqs_queue" "this" {
  policy = var.policy
}
