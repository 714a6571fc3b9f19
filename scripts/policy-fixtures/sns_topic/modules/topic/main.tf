variable "key" {
  type    = string
  default = null
}

variable "policy" {
  type    = string
  default = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
}

variable "protocol" {
  type    = string
  default = "https"
}

resource "aws_sns_topic" "this" {
  kms_master_key_id = var.key
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = var.policy
}

resource "aws_sns_topic_subscription" "this" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = var.protocol
  endpoint  = "http://example.com/"
}
