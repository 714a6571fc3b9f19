# S3-020, S3-021 and S3-038 (policy_…). The plan is judged as one of account 111111111111.

locals {
  statement = {
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::333333333333:root" }
    Action    = "s3:GetObject"
    Resource  = "*"
  }
  statements = {
    foreign_read       = local.statement
    foreign_control    = merge(local.statement, { Action = ["s3:GetObject", "s3:PutBucketPolicy"] })
    foreign_pattern    = merge(local.statement, { Action = "s3:Put*" })
    foreign_everything = merge(local.statement, { Action = "s3:*" })
    own_control        = merge(local.statement, { Action = "s3:PutBucketPolicy", Principal = { AWS = "111111111111" } })
    own_everything     = merge(local.statement, { Action = "*", Principal = { AWS = "111111111111" } })
    lockout            = merge(local.statement, { Effect = "Deny", Action = "s3:*", Principal = "*" })
    lockout_exempt     = { Effect = "Deny", Action = "s3:*", NotPrincipal = { AWS = "111111111111" }, Resource = "*" }
    lockout_named      = merge(local.statement, { Effect = "Deny", Action = "s3:*" })
    lockout_limited = merge(local.statement, {
      Effect    = "Deny"
      Action    = "s3:*"
      Principal = "*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    })
  }
}

resource "aws_s3_bucket_policy" "policy" {
  for_each = local.statements
  bucket   = each.key
  policy   = jsonencode({ Version = "2012-10-17", Statement = [each.value] })
}

resource "aws_s3_bucket_policy" "policy_unknown" {
  bucket = "policy-unknown"
  policy = terraform_data.later.output
}

resource "aws_s3_bucket" "policy_inline" {
  for_each = { for name in ["own_everything", "lockout"] : name => local.statements[name] }
  policy   = jsonencode({ Version = "2012-10-17", Statement = [each.value] })
}

# The document is unknown because of the ARN, its blocks are known.
data "aws_iam_policy_document" "policy_document" {
  statement {
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.acl_inline_unset.arn]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::333333333333:root"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.acl_inline_unset.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "policy_document" {
  bucket = "policy-document"
  policy = data.aws_iam_policy_document.policy_document.json
}

# S3-018 (tls_…): the state holds a policy that refuses plain HTTP.

# Its companion is elsewhere.
resource "aws_s3_bucket" "tls_elsewhere" {
  bucket        = "tls-elsewhere"
  force_destroy = true
}

# This plan puts another policy in its place.
resource "aws_s3_bucket" "tls_replaced" {
  bucket        = "tls-replaced"
  force_destroy = true
}

resource "aws_s3_bucket_policy" "tls_replaced" {
  bucket = "tls-replaced"
  policy = jsonencode({ Version = "2012-10-17", Statement = [local.statements.foreign_read] })
}
