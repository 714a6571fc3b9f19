# SNS-003 (public_…)

locals {
  open = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sns:Publish", Resource = "*" }]
  })
  limited = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "sns:Publish"
      Resource  = "*"
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:::x" } }
    }]
  })
}

resource "aws_sns_topic_policy" "public_open" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.open
}

resource "aws_sns_topic_policy" "public_limited" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = local.limited
}

resource "aws_sns_topic" "public_inline" {
  policy = local.open
}

resource "aws_sns_topic" "public_unset" {}

data "aws_iam_policy_document" "public_document" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.public_unset.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_sns_topic_policy" "public_document" {
  arn    = aws_sns_topic.public_unset.arn
  policy = data.aws_iam_policy_document.public_document.json
}

resource "aws_sns_topic_policy" "public_unknown" {
  arn    = "arn:aws:sns:us-east-1:111111111111:x"
  policy = terraform_data.later.output
}

module "public_module" {
  source   = "./modules/policy"
  for_each = { open = local.open, limited = local.limited }
  policy   = each.value
}
