variable "policy" {
  type = string
}

resource "aws_sns_topic" "this" {
  policy = var.policy
}
