# Topics for everybody, in two ways to write a policy.
resource "aws_sns_topic" "inline" {
  name = "inline"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:*"
      Resource  = "*"
    }]
  })
}

resource "aws_sns_topic" "beside" {
  name = "beside"
}

resource "aws_sns_topic_policy" "beside" {
  arn = "arn:aws:sns:us-east-1:123456789012:beside"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sns:Publish"
      Resource  = "arn:aws:sns:us-east-1:123456789012:beside"
    }]
  })
}

resource "aws_sns_topic_subscription" "beside" {
  topic_arn = aws_sns_topic.beside.arn
  protocol  = "http"
  endpoint  = "http://example.com/hook"
}
