# As public queue modules make one: AWS's own encryption, a dead-letter queue, a policy for a topic.
resource "aws_sqs_queue" "this" {
  name                    = "simple"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "dlq" {
  name                    = "simple-dlq"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue_redrive_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "SNSPublish"
      Effect    = "Allow"
      Action    = "sqs:SendMessage"
      Principal = { Service = "sns.amazonaws.com" }
      Resource  = "arn:aws:sqs:us-east-1:123456789012:simple"
      Condition = { ArnEquals = { "aws:SourceArn" = "arn:aws:sns:us-east-1:123456789012:simple" } }
    }]
  })
}
