# IAM-001 (admin_…), IAM-004 (escalation_…), IAM-016 (trust_…), IAM-019 (ci_…)

locals {
  nobody = jsonencode({ Version = "2012-10-17", Statement = [] })
}

resource "aws_iam_policy" "admin_everything" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = "*", Resource = ["*"] }
  })
}

resource "aws_iam_policy" "admin_resource" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "arn:aws:s3:::x" }]
  })
}

resource "aws_iam_policy" "admin_deny" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }]
  })
}

resource "aws_iam_group_policy" "admin_group" {
  group  = "x"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "*:*"], Resource = "*" }] })
}

resource "aws_iam_role" "admin_inline" {
  assume_role_policy = local.nobody
  inline_policy {
    name   = "x"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
  }
}

resource "aws_iam_role" "admin_no_inline" {
  assume_role_policy = local.nobody
}

resource "aws_s3_bucket" "admin" {}

# Partly unknown: the known resource is enough.
data "aws_iam_policy_document" "admin_document" {
  statement {
    actions   = ["*"]
    resources = ["*", aws_s3_bucket.admin.arn]
  }
}

resource "aws_iam_user_policy" "admin_document" {
  user   = "x"
  policy = data.aws_iam_policy_document.admin_document.json
}

# Actions are known and harmless: the unknown resource does not matter.
data "aws_iam_policy_document" "admin_harmless" {
  statement {
    actions   = ["s3:GetObject"]
    resources = [aws_s3_bucket.admin.arn]
  }
}

resource "aws_iam_user_policy" "admin_harmless" {
  user   = "x"
  policy = data.aws_iam_policy_document.admin_harmless.json
}

resource "aws_iam_role_policy" "admin_unknown" {
  role   = aws_iam_role.admin_no_inline.id
  policy = terraform_data.later.output
}

module "admin_module" {
  source   = "./modules/policy"
  for_each = { all = "*", one = "s3:GetObject" }
  actions  = [each.value]
}

resource "aws_iam_policy" "escalation_version" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:CreatePolicy*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "escalation_pass_role" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
      { Effect = "Allow", Action = ["lambda:Create*Function*", "lambda:InvokeFunction"], Resource = "*" },
    ]
  })
}

resource "aws_iam_policy" "escalation_pass_role_alone" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:PassRole", "iam:Get*", "iam:List*"], Resource = "*" }]
  })
}

resource "aws_iam_policy" "escalation_resource" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PutRolePolicy", Resource = "arn:aws:iam::111111111111:role/x" }]
  })
}

resource "aws_iam_policy" "escalation_boundary" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["iam:PutRolePolicy"]
      Resource  = "*"
      Condition = { StringEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::111111111111:policy/boundary" } }
    }]
  })
}

resource "aws_iam_policy" "escalation_not_action" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", NotAction = "s3:*", Resource = "*" }]
  })
}

resource "aws_iam_policy" "escalation_unknown" {
  policy = terraform_data.later.output
}

module "escalation_module" {
  source   = "./modules/policy"
  for_each = { bad = "iam:?ttachUserPolicy", good = "s3:GetObject" }
  actions  = [each.value]
}

resource "aws_iam_role" "trust_everyone" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role" "trust_organisation" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }
    }]
  })
}

resource "aws_iam_role" "trust_service" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

data "aws_iam_policy_document" "trust_role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.trust_service.arn]
    }
  }
}

resource "aws_iam_role" "trust_role" {
  assume_role_policy = data.aws_iam_policy_document.trust_role.json
}

# Known as a whole while planning: the data source is in the prior state.
data "aws_iam_policy_document" "trust_read" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_iam_role" "trust_read" {
  assume_role_policy = data.aws_iam_policy_document.trust_read.json
}

# The condition makes the text unknown; the document behind it is in the prior state.
resource "aws_iam_role" "trust_chosen" {
  assume_role_policy = terraform_data.later.output == "later" ? data.aws_iam_policy_document.trust_read.json : data.aws_iam_policy_document.trust_read.json
}

resource "aws_iam_role" "trust_unknown" {
  assume_role_policy = terraform_data.later.output
}

module "trust_module" {
  source   = "./modules/role"
  for_each = { everyone = "*", account = "111111111111" }
  trusted  = { AWS = each.value }
}

resource "aws_iam_openid_connect_provider" "ci" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "ci_subject" {
  for_each = toset(["repo:org/name:ref:refs/heads/main", "repo:*", "*", "repo:o*/name:*"])
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = each.key } }
    }]
  })
}

resource "aws_iam_role" "ci_no_subject" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" } }
    }]
  })
}

resource "aws_iam_role" "ci_other_provider" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Federated = "cognito-identity.amazonaws.com" }, Action = "sts:AssumeRoleWithWebIdentity" }]
  })
}

# The provider's ARN is unknown; the condition is known.
data "aws_iam_policy_document" "ci_document" {
  for_each = { bound = "repo:org/name:*", unbound = "repo:*" }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.ci.arn]
    }
    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [each.value]
    }
  }
}

resource "aws_iam_role" "ci_document" {
  for_each           = { bound = "x", unbound = "y" }
  assume_role_policy = data.aws_iam_policy_document.ci_document[each.key].json
}

resource "aws_iam_role" "ci_unknown" {
  assume_role_policy = terraform_data.later.output
}

module "ci_module" {
  source  = "./modules/role"
  trusted = { Federated = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" }
}
