# KMS-003 (public_…)

locals {
  open = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "kms:*", Resource = "*" }]
  })
  limited = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "kms:*"
      Resource  = "*"
      Condition = { StringEquals = { "kms:CallerAccount" = "111111111111" } }
    }]
  })
}

resource "aws_kms_key" "public_open" {
  policy = local.open
}

resource "aws_kms_key" "public_limited" {
  policy = local.limited
}

resource "aws_kms_key" "public_unset" {}

resource "aws_kms_key_policy" "public_linked" {
  key_id = aws_kms_key.public_unset.id
  policy = local.open
}

data "aws_iam_policy_document" "public_document" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.public_unset.arn]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["*"]
    }
  }
}

resource "aws_kms_key" "public_document" {
  policy = data.aws_iam_policy_document.public_document.json
}

resource "aws_kms_replica_key" "public_replica" {
  primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/x"
  policy          = local.open
}

resource "aws_kms_external_key" "public_unknown" {
  policy = terraform_data.later.output
}

module "public_module" {
  source   = "./modules/key"
  for_each = { open = local.open, limited = local.limited }
  policy   = each.value
}
