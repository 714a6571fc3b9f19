# KMS-007 (grant_…), KMS-009 (admin_…), KMS-010 (foreign_…)

locals {
  nobody = jsonencode({ Version = "2012-10-17", Statement = [] })
  root   = "arn:aws:iam::111111111111:root"
}

resource "aws_iam_role" "reader" {
  assume_role_policy = local.nobody
}

resource "aws_kms_grant" "grant_case" {
  for_each = {
    regrant   = { operations = ["Decrypt", "CreateGrant"], grantee = "arn:aws:iam::111111111111:role/x" }
    root      = { operations = ["Decrypt"], grantee = local.root }
    narrow    = { operations = ["Decrypt"], grantee = "arn:aws:iam::111111111111:role/x" }
    grantee   = { operations = ["Decrypt"], grantee = terraform_data.later.output }
    operation = { operations = [terraform_data.later.output], grantee = "arn:aws:iam::111111111111:role/x" }
  }
  key_id            = "x"
  grantee_principal = each.value.grantee
  operations        = each.value.operations
}

resource "aws_kms_grant" "grant_role" {
  key_id            = "x"
  grantee_principal = aws_iam_role.reader.arn
  operations        = ["Decrypt"]
}

resource "aws_kms_grant" "grant_constrained" {
  key_id            = "x"
  grantee_principal = local.root
  operations        = ["CreateGrant"]
  constraints {
    encryption_context_equals = { service = "x" }
  }
}

resource "aws_kms_grant" "grant_context_unknown" {
  key_id            = "x"
  grantee_principal = local.root
  operations        = ["CreateGrant"]
  constraints {
    encryption_context_subset = { service = terraform_data.later.output }
  }
}

resource "aws_kms_key" "admin_case" {
  for_each = {
    role    = { Principal = { AWS = [local.root, "arn:aws:iam::111111111111:role/x"] }, Action = "kms:*" }
    every   = { Principal = { AWS = "arn:aws:iam::111111111111:role/x" }, Action = "*" }
    anyone  = { Principal = "*", Action = "kms:*" }
    root    = { Principal = { AWS = local.root }, Action = "kms:*" }
    account = { Principal = { AWS = "111111111111" }, Action = "kms:*" }
    usage   = { Principal = { AWS = "arn:aws:iam::111111111111:role/x" }, Action = ["kms:Decrypt", "kms:Generate*"] }
    denied  = { Effect = "Deny", Principal = { AWS = "arn:aws:iam::111111111111:role/x" }, Action = "kms:*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Resource = "*" }, each.value)] })
}

data "aws_iam_policy_document" "admin_own" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.reader.arn]
    }
  }
}

resource "aws_kms_replica_key" "admin_own" {
  primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/x"
  policy          = data.aws_iam_policy_document.admin_own.json
}

data "aws_iam_policy_document" "admin_hidden" {
  statement {
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${terraform_data.later.output}:root"]
    }
  }
}

resource "aws_kms_key_policy" "admin_hidden" {
  key_id = "x"
  policy = data.aws_iam_policy_document.admin_hidden.json
}

resource "aws_kms_external_key" "admin_unknown" {
  policy = terraform_data.later.output
}

resource "aws_kms_key" "foreign_case" {
  for_each = {
    role    = { Principal = { AWS = [local.root, "arn:aws:iam::333333333333:role/x"] }, Action = "kms:Decrypt" }
    id      = { Principal = { AWS = "333333333333" }, Action = "kms:Decrypt" }
    own     = { Principal = { AWS = local.root }, Action = "kms:*" }
    allowed = { Principal = { AWS = "arn:aws:iam::222222222222:root" }, Action = "kms:Decrypt" }
    anyone  = { Principal = "*", Action = "kms:Decrypt" }
    denied  = { Effect = "Deny", Principal = { AWS = "333333333333" }, Action = "kms:Decrypt" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow", Resource = "*" }, each.value)] })
}

resource "aws_kms_replica_key" "foreign_own" {
  primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/x"
  policy          = data.aws_iam_policy_document.admin_own.json
}

resource "aws_kms_key_policy" "foreign_unknown" {
  key_id = "x"
  policy = terraform_data.later.output
}
