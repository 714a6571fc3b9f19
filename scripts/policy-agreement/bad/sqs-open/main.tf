# Queues without encryption that everybody may fill.
resource "aws_sqs_queue" "open" {
  name                    = "open"
  sqs_managed_sse_enabled = false

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = "*"
    }]
  })
}

resource "aws_sqs_queue_policy" "beside" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/123456789012/beside"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["sqs:SendMessage", "sqs:ReceiveMessage"]
      Resource  = "*"
    }]
  })
}
