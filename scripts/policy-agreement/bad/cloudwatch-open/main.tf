# A destination that takes logs of everybody.
resource "aws_cloudwatch_log_resource_policy" "open" {
  policy_name = "open"

  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "logs:*"
      Resource  = "*"
    }]
  })
}

resource "aws_cloudwatch_log_destination" "open" {
  name       = "open"
  role_arn   = "arn:aws:iam::123456789012:role/logs"
  target_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/logs"
}

resource "aws_cloudwatch_log_destination_policy" "open" {
  destination_name = aws_cloudwatch_log_destination.open.name

  access_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "logs:PutSubscriptionFilter"
      Resource  = "*"
    }]
  })
}
