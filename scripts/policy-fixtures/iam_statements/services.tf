# IAM-002 (service_…), IAM-003 (write_…), IAM-009 (notaction_…), IAM-010 (notresource_…), IAM-040 (accountless_…)

resource "aws_iam_policy" "service_case" {
  for_each = {
    wildcard = { Action = "s3:*", Resource = "arn:aws:s3:::x" }
    dashed   = { Action = ["sqs:SendMessage", "execute-api:*"], Resource = "arn:aws:execute-api:us-east-1:111111111111:x" }
    prefix   = { Action = "s3:Get*", Resource = "arn:aws:s3:::x" }
    every    = { Action = "*", Resource = "arn:aws:s3:::x" }
    denied   = { Effect = "Deny", Action = "s3:*", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

module "service_module" {
  source    = "./modules/policy"
  for_each  = { wildcard = "sqs:*", named = "sqs:SendMessage" }
  statement = { Action = each.value, Resource = "arn:aws:sqs:us-east-1:111111111111:x" }
}

resource "aws_iam_policy" "write_case" {
  for_each = {
    put          = { Action = ["dynamodb:Query", "dynamodb:PutItem"], Resource = "*" }
    batch        = { Action = "dynamodb:Batch*", Resource = "*" }
    service      = { Action = "s3:*", Resource = "*" }
    not_action   = { NotAction = "s3:*", Resource = "*" }
    read         = { Action = ["s3:GetObject", "s3:List*", "ec2:Desc*"], Resource = "*" }
    unscoped     = { Action = ["cloudwatch:PutMetricData", "xray:Put*"], Resource = "*" }
    scoped       = { Action = "dynamodb:PutItem", Resource = "arn:aws:dynamodb:us-east-1:111111111111:table/x" }
    conditional  = { Action = "ec2:CreateTags", Resource = "*", Condition = { StringEquals = { "aws:RequestTag/Team" = "x" } } }
    beside_other = { Action = "ec2:Describe*", Resource = "*" }
  }
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      merge({ Effect = "Allow" }, each.value),
      { Effect = "Allow", Action = "s3:PutObject", Resource = "arn:aws:s3:::x/*" },
    ]
  })
}

resource "aws_s3_bucket" "later" {}

# The resource is known only after apply, but it is no pattern.
data "aws_iam_policy_document" "write_own" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.later.arn}/*"]
  }
}

resource "aws_iam_policy" "write_own" {
  policy = data.aws_iam_policy_document.write_own.json
}

resource "aws_iam_policy" "notaction_case" {
  for_each = {
    used     = { NotAction = ["iam:*", "sts:*"], Resource = "arn:aws:s3:::x" }
    positive = { Action = "s3:GetObject", Resource = "arn:aws:s3:::x" }
    denied   = { Effect = "Deny", NotAction = "s3:*", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

# Actions that are known only after apply say nothing about not_actions.
data "aws_iam_policy_document" "notaction_actions_unknown" {
  statement {
    actions   = [terraform_data.later.output]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "notaction_actions_unknown" {
  policy = data.aws_iam_policy_document.notaction_actions_unknown.json
}

resource "aws_iam_policy" "notresource_case" {
  for_each = {
    used     = { Action = "s3:GetObject", NotResource = "arn:aws:s3:::x/*" }
    positive = { Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" }
    denied   = { Effect = "Deny", Action = "s3:GetObject", NotResource = "arn:aws:s3:::x/*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

data "aws_iam_policy_document" "notresource_document" {
  statement {
    actions       = ["s3:GetObject"]
    not_resources = ["${aws_s3_bucket.later.arn}/*"]
  }
}

resource "aws_iam_policy" "notresource_document" {
  policy = data.aws_iam_policy_document.notresource_document.json
}

resource "aws_iam_policy" "accountless_case" {
  for_each = {
    queue       = { Action = "sqs:SendMessage", Resource = ["arn:aws:sqs:us-east-1:111111111111:x", "arn:aws:sqs:us-east-1:*:x"] }
    role        = { Action = "sts:AssumeRole", Resource = "arn:aws:iam::*:role/x" }
    named       = { Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:111111111111:*" }
    bucket      = { Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*:*" }
    every       = { Action = "s3:GetObject", Resource = "*" }
    conditional = { Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:x", Condition = { StringEquals = { "aws:ResourceAccount" = "111111111111" } } }
    denied      = { Effect = "Deny", Action = "sqs:SendMessage", Resource = "arn:aws:sqs:*:*:x" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

# What lib.document says of resources that are known only after apply (arn_…).
data "aws_iam_policy_document" "arn_own" {
  statement {
    actions   = ["s3:GetObject"]
    resources = [aws_s3_bucket.later.arn]
  }
}

data "aws_iam_policy_document" "arn_star" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*", aws_s3_bucket.later.arn]
  }
}

data "aws_iam_policy_document" "arn_unknown" {
  statement {
    actions   = ["s3:GetObject"]
    resources = [terraform_data.later.output]
  }
}

resource "aws_iam_policy" "arn_own" {
  policy = data.aws_iam_policy_document.arn_own.json
}

resource "aws_iam_policy" "arn_star" {
  policy = data.aws_iam_policy_document.arn_star.json
}

resource "aws_iam_policy" "arn_unknown" {
  policy = data.aws_iam_policy_document.arn_unknown.json
}
