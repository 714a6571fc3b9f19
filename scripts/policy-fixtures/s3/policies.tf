# S3-018 (tls_…) and S3-019 (pub_…)

locals {
  https_only = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket" "tls_missing" {}

resource "aws_s3_bucket" "tls_known" {
  bucket = "tls-known"
}

resource "aws_s3_bucket_policy" "tls_known" {
  bucket = aws_s3_bucket.tls_known.id
  policy = local.https_only
}

resource "aws_s3_bucket" "tls_inline" {
  policy = local.https_only
}

# Denies plain HTTP for reads only.
resource "aws_s3_bucket" "tls_partial" {}

resource "aws_s3_bucket_policy" "tls_partial" {
  bucket = aws_s3_bucket.tls_partial.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Deny"
      Principal = { AWS = ["*"] }
      Action    = ["s3:GetObject"]
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = false } }
    }
  })
}

# The document is unknown because of the ARN, its blocks are known.
resource "aws_s3_bucket" "tls_document" {}

data "aws_iam_policy_document" "tls_document" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.tls_document.arn, "${aws_s3_bucket.tls_document.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "tls_document" {
  bucket = aws_s3_bucket.tls_document.id
  policy = data.aws_iam_policy_document.tls_document.json
}

# A document that extends another one.
resource "aws_s3_bucket" "tls_extended" {}

data "aws_iam_policy_document" "tls_extended" {
  source_policy_documents = [data.aws_iam_policy_document.tls_document.json]
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.tls_extended.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::111111111111:root"]
    }
  }
}

resource "aws_s3_bucket_policy" "tls_extended" {
  bucket = aws_s3_bucket.tls_extended.id
  policy = data.aws_iam_policy_document.tls_extended.json
}

# jsonencode with an ARN: nothing of it is in the plan.
resource "aws_s3_bucket" "tls_unknown" {}

resource "aws_s3_bucket_policy" "tls_unknown" {
  bucket = aws_s3_bucket.tls_unknown.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = aws_s3_bucket.tls_unknown.arn }]
  })
}

module "tls_module" {
  source   = "./modules/policy"
  for_each = toset(["good"])
  policy   = local.https_only
}

module "tls_module_without" {
  source = "./modules/policy"
  policy = null
}

resource "aws_s3_bucket_policy" "pub_open" {
  bucket = "pub-open"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::pub-open/*" }]
  })
}

resource "aws_s3_bucket_policy" "pub_weak_condition" {
  bucket = "pub-weak-condition"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pub-weak-condition/*"
      Condition = { StringNotEquals = { "aws:SourceVpc" = "vpc-1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "pub_organisation" {
  bucket = "pub-organisation"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::pub-organisation/*"
      Condition = { StringEquals = { "aws:PrincipalOrgId" = "o-1" } }
    }]
  })
}

resource "aws_s3_bucket_policy" "pub_named" {
  bucket = "pub-named"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "111111111111" }, Action = "*", Resource = "*" }]
  })
}

resource "aws_s3_bucket" "pub_inline" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }]
  })
}

resource "aws_s3_bucket" "pub_unset" {}

data "aws_iam_policy_document" "pub_document" {
  dynamic "statement" {
    for_each = ["s3:GetObject"]
    content {
      actions   = [statement.value]
      resources = ["${aws_s3_bucket.pub_unset.arn}/*"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}

resource "aws_s3_bucket_policy" "pub_document" {
  bucket = "pub-document"
  policy = data.aws_iam_policy_document.pub_document.json
}

resource "aws_iam_role" "pub_reader" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}

data "aws_iam_policy_document" "pub_role" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.pub_reader.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "pub_role" {
  bucket = "pub-role"
  policy = data.aws_iam_policy_document.pub_role.json
}

resource "aws_s3_bucket_policy" "pub_unknown" {
  bucket = "pub-unknown"
  policy = terraform_data.later.output
}

# No-op and delete come from the prepared state.
resource "aws_s3_bucket_policy" "pub_no_op" {
  bucket = "pub-no-op"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] })
}

module "pub_module" {
  source   = "./modules/policy"
  for_each = toset(["open"])
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" }] })
}
