# SQS-003 (public_…)

locals {
  open = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sqs:SendMessage", Resource = "*" }]
  })
  limited = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sqs:SendMessage"
      Resource  = "*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:::x" } }
    }]
  })
}

resource "aws_sqs_queue_policy" "public_open" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.open
}

resource "aws_sqs_queue_policy" "public_limited" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = local.limited
}

resource "aws_sqs_queue" "public_inline" {
  policy = local.open
}

resource "aws_sqs_queue" "public_unset" {}

data "aws_iam_policy_document" "public_document" {
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.public_unset.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_sqs_queue_policy" "public_document" {
  queue_url = aws_sqs_queue.public_unset.url
  policy    = data.aws_iam_policy_document.public_document.json
}

resource "aws_sqs_queue_policy" "public_unknown" {
  queue_url = "https://sqs.us-east-1.amazonaws.com/111111111111/x"
  policy    = terraform_data.later.output
}

module "public_module" {
  source   = "./modules/policy"
  for_each = { open = local.open, limited = local.limited }
  policy   = each.value
}
