# SQS-005 (dead_…): which queue takes the undelivered messages is known only after apply.

resource "aws_sqs_queue" "dead_any" {}

resource "aws_sns_topic_subscription" "any" {
  topic_arn      = "arn:aws:sns:us-east-1:111111111111:x"
  protocol       = "sqs"
  endpoint       = "arn:aws:sqs:us-east-1:111111111111:x"
  redrive_policy = jsonencode({ deadLetterTargetArn = terraform_data.later.output })
}
