# As public topic modules make one: without a key, with AWS's usual policy for the owner, and a queue that subscribes.
resource "aws_sns_topic" "this" {
  name = "simple"
}

resource "aws_sns_topic_policy" "this" {
  arn = aws_sns_topic.this.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "__default_statement_ID"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["SNS:Subscribe", "SNS:Publish", "SNS:GetTopicAttributes"]
      Resource  = "arn:aws:sns:us-east-1:123456789012:simple"
      Condition = { StringEquals = { "AWS:SourceOwner" = "123456789012" } }
    }]
  })
}

resource "aws_sns_topic_subscription" "queue" {
  topic_arn = aws_sns_topic.this.arn
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:us-east-1:123456789012:simple"
}
