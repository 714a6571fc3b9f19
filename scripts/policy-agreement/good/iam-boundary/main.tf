# Roles by for_each under a boundary, each with a document of its own.
locals {
  roles = {
    reader = ["s3:GetObject"]
    writer = ["s3:PutObject"]
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["123456789012"]
    }
  }
}

data "aws_iam_policy_document" "role" {
  for_each = local.roles

  statement {
    actions   = each.value
    resources = ["arn:aws:s3:::acme-assets/${each.key}/*"]
  }
}

resource "aws_iam_role" "this" {
  for_each             = local.roles
  name                 = "acme-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles
  name     = "assets"
  role     = aws_iam_role.this[each.key].name
  policy   = data.aws_iam_policy_document.role[each.key].json
}
