# IAM-005 (credentials_…), IAM-006 (bulk_…), IAM-007 (permission_…), IAM-008 (passrole_…), IAM-038 (assume_…), IAM-039 (buckets_…),
# KMS-014 (decrypt_…), KMS-015 (inline_…)

# One policy for each rule that is known only after apply.
resource "aws_iam_policy" "unknown" {
  for_each = toset([
    "accountless_policy", "assume_policy", "buckets_policy", "bulk_policy", "credentials_policy", "decrypt_policy", "notaction_policy",
    "notresource_policy", "passrole_policy", "permission_policy", "service_policy", "write_policy",
  ])
  policy = terraform_data.later.output
}

resource "aws_iam_policy" "credentials_case" {
  for_each = {
    key      = { Action = "iam:CreateAccessKey", Resource = "*" }
    pattern  = { Action = ["s3:GetObject", "iam:*Login*"], Resource = "*" }
    redshift = { Action = "redshift:GetClusterCredentials", Resource = "*" }
    scoped   = { Action = "iam:CreateAccessKey", Resource = "arn:aws:iam::111111111111:user/x" }
    other    = { Action = "iam:ListAccessKeys", Resource = "*" }
    denied   = { Effect = "Deny", Action = "iam:*", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_policy" "bulk_case" {
  for_each = {
    objects    = { Action = "s3:Get*", Resource = "*" }
    parameters = { Action = "ssm:GetParametersByPath", Resource = ["*"] }
    secrets    = { NotAction = "s3:*", Resource = "*" }
    scoped     = { Action = "s3:GetObject", Resource = "arn:aws:s3:::x/*" }
    other      = { Action = ["s3:ListAllMyBuckets", "dynamodb:ListTables"], Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_policy" "permission_case" {
  for_each = {
    attach   = { Action = "iam:AttachRolePolicy", Resource = "*" }
    pattern  = { Action = "s3:Put*", Resource = "*" }
    boundary = { Action = "iam:*RolePolicy", Resource = "*", Condition = { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111111111111:policy/x" } } }
    scoped   = { Action = "iam:PutRolePolicy", Resource = "arn:aws:iam::111111111111:role/x" }
    scaling  = { Action = ["autoscaling:PutScalingPolicy", "iam:GetPolicy"], Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_policy" "passrole_case" {
  for_each = {
    every   = { Action = ["ec2:RunInstances", "iam:PassRole"], Resource = "*" }
    pattern = { Action = "iam:Pass*", Resource = "*", Condition = { StringEquals = { "aws:RequestedRegion" = "us-east-1" } } }
    weak    = { Action = "iam:PassRole", Resource = "*", Condition = { StringEqualsIfExists = { "iam:PassedToService" = "ec2.amazonaws.com" } } }
    service = { Action = "iam:PassRole", Resource = "*", Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } } }
    scoped  = { Action = "iam:PassRole", Resource = "arn:aws:iam::111111111111:role/x" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

module "passrole_module" {
  source    = "./modules/policy"
  for_each  = { every = "*", role = "arn:aws:iam::111111111111:role/x" }
  statement = { Action = "iam:PassRole", Resource = each.value }
}

resource "aws_iam_policy" "assume_case" {
  for_each = {
    role    = { Action = "sts:AssumeRole", Resource = "*" }
    service = { Action = "sts:*", Resource = "*" }
    scoped  = { Action = "sts:AssumeRole", Resource = "arn:aws:iam::111111111111:role/x" }
    other   = { Action = "sts:GetCallerIdentity", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_policy" "buckets_case" {
  for_each = {
    service = { Action = "s3:*", Resource = "*" }
    put     = { Action = ["s3:Put*", "s3:ListBucket"], Resource = "*" }
    scoped  = { Action = "s3:Get*", Resource = "arn:aws:s3:::x/*" }
    list    = { Action = "s3:List*", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_iam_policy" "decrypt_case" {
  for_each = {
    every      = { Action = "kms:Decrypt", Resource = "*" }
    keys       = { Action = ["kms:ReEncrypt*"], Resource = "arn:aws:kms:*:*:key/*" }
    not_action = { NotAction = "iam:*", Resource = "*" }
    scoped     = { Action = "kms:*", Resource = "arn:aws:kms:us-east-1:111111111111:key/x" }
    encrypt    = { Action = "kms:Encrypt", Resource = "*" }
  }
  policy = jsonencode({ Version = "2012-10-17", Statement = [merge({ Effect = "Allow" }, each.value)] })
}

resource "aws_kms_key" "later" {}

data "aws_iam_policy_document" "decrypt_own" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.later.arn]
  }
}

resource "aws_iam_policy" "decrypt_own" {
  policy = data.aws_iam_policy_document.decrypt_own.json
}

locals {
  every_key = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "*" }] })
  one_key   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "arn:aws:kms:us-east-1:111111111111:key/x" }] })
}

resource "aws_iam_role_policy" "inline_case" {
  for_each = { every = local.every_key, one = local.one_key, unknown = terraform_data.later.output }
  role     = "x"
  policy   = each.value
}

resource "aws_iam_user_policy" "inline_every" {
  user   = "x"
  policy = local.every_key
}

resource "aws_iam_group_policy" "inline_every" {
  group  = "x"
  policy = local.every_key
}

resource "aws_iam_role" "inline_every" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
  inline_policy {
    name   = "one"
    policy = local.one_key
  }
  inline_policy {
    name   = "every"
    policy = local.every_key
  }
}

resource "aws_iam_policy" "inline_managed" {
  policy = local.every_key
}
